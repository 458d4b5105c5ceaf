/**
 * All that the timeline asks of a drawing surface. Colours are names of theme tokens, so a test can read what was drawn
 * and a theme can change without a new layout. Coordinates are CSS pixels.
 */
export type Paint =
  | 'ground'
  | 'raised'
  | 'sunken'
  | 'line'
  | 'grid'
  | 'ink'
  | 'ink-soft'
  | 'ink-faint'
  | 'log'
  | 'fail'
  | 'pass'
  | 'accent'
  | 'focus'
  | ServicePaint;
export type ServicePaint = 's1' | 's2' | 's3' | 's4' | 's5' | 's6' | 's7' | 's8';

export type Face = 'text' | 'figures' | 'small' | 'strong';

export interface RectStyle {
  readonly alpha?: number;
  readonly radiusPx?: number;
  /** Fades out towards its right edge: an end that has not come yet. */
  readonly softEnd?: boolean;
}

export interface DrawTarget {
  readonly widthPx: number;
  readonly heightPx: number;
  clear(): void;
  rect(xPx: number, yPx: number, widthPx: number, heightPx: number, paint: Paint, style?: RectStyle): void;
  outline(xPx: number, yPx: number, widthPx: number, heightPx: number, paint: Paint, radiusPx: number): void;
  line(
    x1Px: number,
    y1Px: number,
    x2Px: number,
    y2Px: number,
    paint: Paint,
    widthPx?: number,
    dashed?: boolean,
  ): void;
  /** A cubic curve from the first point to the last. */
  curve(
    points: readonly [number, number, number, number, number, number, number, number],
    paint: Paint,
  ): void;
  shape(points: readonly number[], paint: Paint, edge?: Paint): void;
  text(
    text: string,
    xPx: number,
    yPx: number,
    paint: Paint,
    face: Face,
    align?: 'left' | 'right' | 'center',
  ): void;
  measure(text: string, face: Face): number;
  /** What `draw` draws is cut off at the rectangle. */
  clip(xPx: number, yPx: number, widthPx: number, heightPx: number, draw: () => void): void;
}

const SERVICE_PAINTS = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'] as const;

export function servicePaint(slot: number): ServicePaint {
  return SERVICE_PAINTS[slot % SERVICE_PAINTS.length] ?? 's8';
}
