/** The picture that stands for a page where it is linked: 1200 x 630, the site's night colours, a real trace below. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import satori, { type Font } from 'satori';
import sharp from 'sharp';
import type { CardBar } from './card-bars.ts';
import { CARD_HEIGHT_PX, CARD_WIDTH_PX } from './card-size.ts';
import { darkTokens } from './card-tokens.ts';
import type { CardText } from './cards.ts';

const PADDING_PX = 72;
const BAR_PX = 15;
const BAR_STEP_PX = 23;

type Style = Readonly<Record<string, string | number>>;
interface Box {
  readonly type: 'div';
  readonly key: null;
  readonly props: { readonly style: Style; readonly children?: string | readonly Box[] };
}
const box = (style: Style, children?: string | readonly Box[]): Box => ({
  type: 'div',
  key: null,
  props: { style: { display: 'flex', ...style }, ...(children === undefined ? {} : { children }) },
});

export async function socialCard(text: CardText, bars: readonly CardBar[]): Promise<Uint8Array<ArrayBuffer>> {
  const svg = await satori(picture(text, bars), {
    width: CARD_WIDTH_PX,
    height: CARD_HEIGHT_PX,
    fonts: fonts(),
  });
  // A few flat colours: a palette halves the file and is not seen.
  return new Uint8Array(await sharp(Buffer.from(svg)).png({ palette: true, effort: 10 }).toBuffer());
}

function picture({ kicker, title, lead }: CardText, bars: readonly CardBar[]): Box {
  const colour = darkTokens();
  const isHome = title === 'Telemetry-Driven Development';
  const grid = `linear-gradient(${colour('grid')} 1px, transparent 1px), linear-gradient(90deg, ${colour('grid')} 1px, transparent 1px)`;
  return box(
    {
      position: 'relative',
      flexDirection: 'column',
      width: CARD_WIDTH_PX,
      height: CARD_HEIGHT_PX,
      boxSizing: 'border-box',
      padding: `56px ${PADDING_PX}px`,
      backgroundColor: colour('ground'),
      backgroundImage: grid,
      backgroundSize: '28px 28px',
      color: colour('ink'),
      fontFamily: 'IBM Plex Mono',
    },
    [
      box({ color: colour('trace'), fontSize: 26, fontWeight: 600 }, kicker),
      box(
        {
          marginTop: 14,
          maxWidth: 1056,
          fontSize: isHome ? 68 : title.length > 48 ? 50 : 58,
          fontWeight: 600,
          lineHeight: 1.1,
          letterSpacing: '-0.03em',
        },
        title,
      ),
      box(
        {
          marginTop: 20,
          maxWidth: 1000,
          color: colour('ink-soft'),
          fontSize: 25,
          lineHeight: 1.4,
          lineClamp: 3,
        },
        lead,
      ),
      box({ flexGrow: 1 }),
      ...bars.map((bar) => barBox(bar, colour)),
      ...(isHome
        ? []
        : [box({ marginTop: 18, color: colour('ink-faint'), fontSize: 22 }, 'Telemetry-Driven Development')]),
    ],
  );
}

function barBox({ start, width, colour: token }: CardBar, colour: (name: string) => string): Box {
  const roomPx = CARD_WIDTH_PX - 2 * PADDING_PX;
  return box({ height: BAR_STEP_PX, paddingLeft: Math.min(start, 0.995) * roomPx }, [
    box({
      width: Math.max(4, width * roomPx),
      height: BAR_PX,
      borderRadius: 4,
      backgroundColor: colour(token),
    }),
  ]);
}

let loaded: Font[] | undefined;
/** The mono face only: the text face comes as one variable file, of which the drawing library can make nothing. */
function fonts(): Font[] {
  const file = (subset: string, weight: 400 | 600): Font => ({
    name: 'IBM Plex Mono',
    weight,
    style: 'normal',
    data: readFileSync(
      join('node_modules/@fontsource/ibm-plex-mono/files', `ibm-plex-mono-${subset}-${weight}-normal.woff`),
    ),
  });
  loaded ??= (['latin', 'latin-ext'] as const).flatMap((subset) => [file(subset, 400), file(subset, 600)]);
  return loaded;
}
