/** The services of one demo server: each has providers of its own, and all end together. */
import {
  createServiceTelemetry,
  noServiceTelemetry,
  type ServiceTelemetry,
  type TelemetrySinks,
} from './service-telemetry.ts';

export interface Services {
  /** A service that lives as long as the server. */
  add(name: string): ServiceTelemetry;
  /** Ends all of them, which sends what they still hold. */
  shutdown(): Promise<void>;
}

export function createServices(sinks: TelemetrySinks, isRecording: boolean): Services {
  const services: ServiceTelemetry[] = [];
  return {
    add(name) {
      const telemetry = isRecording ? createServiceTelemetry(name, sinks) : noServiceTelemetry(name);
      services.push(telemetry);
      return telemetry;
    },
    async shutdown() {
      await Promise.all(services.map((telemetry) => telemetry.shutdown()));
    },
  };
}
