/** A server as a function, however requests come to it: by a socket, from a service worker, from a test. */
export type Fetch = (request: Request) => Response | Promise<Response>;
