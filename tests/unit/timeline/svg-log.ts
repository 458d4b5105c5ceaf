/** What an SVG of the timeline draws, as the lines that `DrawLog` would have written. */
const ELEMENT = /<(rect|path|text) ([^>]*?)\/?>(?:([^<]*)<\/text>)?/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export function drawnIn(markup: string): readonly string[] {
  const drawn = markup.replace(/<clipPath.*?<\/clipPath>/g, '');
  return [...drawn.matchAll(ELEMENT)].flatMap(([, tag = '', source = '', text = '']) => {
    const attribute = new Map(
      [...source.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    const [kind = '', paint = ''] = attribute.get('class')?.split(' ') ?? [];
    const number = (name: string) => Math.round(Number(attribute.get(name)));
    const place = `${number('x')},${number('y')}`;
    if (tag === 'text') return `text ${paint} ${place} ${unescaped(text)}`;
    if (tag === 'path')
      return (attribute.get('d')?.match(/M[^M]*/g) ?? []).map((path) =>
        pathLine(path, kind, paint, attribute.has('stroke-dasharray')),
      );
    const alpha = attribute.get('fill-opacity');
    const size = `${number('width')}x${number('height')}`;
    const word = kind === 'stroke' ? 'outline' : 'rect';
    return `${word} ${paint} ${place} ${size}${alpha === undefined ? '' : ` alpha ${alpha}`}`;
  });
}

function pathLine(path: string, kind: string, paint: string, dashed: boolean): string {
  const numbers = (path.match(/-?[\d.]+/g) ?? []).map((text) => Math.round(Number(text)));
  const first = `${numbers[0]},${numbers[1]}`;
  if (kind === 'fill') return `shape ${paint} ${first}`;
  const last = `${numbers.at(-2)},${numbers.at(-1)}`;
  if (path.includes('C')) return `curve ${paint} ${first} ${last}`;
  return `line ${paint} ${first} ${last}${dashed ? ' dashed' : ''}`;
}

function unescaped(text: string): string {
  return text.replace(/&(#?\w+);/g, (_, name: string) => ENTITIES[name] ?? '');
}
