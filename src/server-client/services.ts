/** The services of a run, the page itself first, in the order of their colours: the same on every page. */
export const SERVICES = ['workshop', 'building-api', 'device-gateway', 'event-worker'] as const;
