import { context, trace } from '@opentelemetry/api';
import type { OpenPage } from '#building';

// Called once for each browser that connects, inside of its request "GET /stream".
export const openPage: OpenPage = ({ tracer }) => {
  const page = tracer.startSpan('page is open');
  const inPage = trace.setSpan(context.active(), page);

  return {
    // Something in the building has changed. `show` reads it from the database and sends it to the browser.
    onUpdate: (_update, show) => context.with(inPage, show),

    // The browser has gone. That may be hours later.
    onClose: () => page.end(),
  };
};
