/** An address to be scanned: black on white in every theme, for cameras expect no other. */
import { encode } from 'uqr';

export function QrCode({ href, label }: { readonly href: string; readonly label: string }) {
  const { data, size } = encode(href, { ecc: 'M', border: 3 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
