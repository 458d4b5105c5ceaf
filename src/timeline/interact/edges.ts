/** The edges that can be dragged: loaded together, behind the first picture. */
export { listenToSeparator } from './label-resize.ts';
export { listenToMinimap } from './minimap-brush.ts';
