/** Where other machines find this one: what a phone in the room can open. */
import { networkInterfaces } from 'node:os';

/** Of a server that listens on all interfaces: the address of each, IPv4 first, for it is what people can type. */
export function addressesOf(host: string, port: number): readonly string[] {
  if (host !== '0.0.0.0' && host !== '::')
    return [`http://${host.includes(':') ? `[${host}]` : host}:${port}`];
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .sort((a, b) => a.family.localeCompare(b.family))
    .map(({ family, address }) => `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`);
}
