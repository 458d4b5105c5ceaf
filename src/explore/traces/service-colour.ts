/** The colour of a service outside a timeline: the demo services have their fixed places, others come as they are seen. */
import { SERVICES } from '../../server-client/services.ts';
import { SERVICE_COLOURS } from '../../timeline/layout/service-palette.ts';

const places = new Map<string, number>(SERVICES.map((service, place) => [service, place]));

export function serviceColour(service: string): string {
  let place = places.get(service);
  if (place === undefined) {
    place = places.size;
    places.set(service, place);
  }
  return `var(--s${(place % SERVICE_COLOURS) + 1})`;
}
