/** What can be used behind the first picture: edges that are dragged, keys beyond the first ones, ways to what is wrong. */
export { FaultBar } from '../dom/fault-bar.ts';
export { listenToSeparator } from './label-resize.ts';
export { listenToMinimap } from './minimap-brush.ts';
export { listenToHelpKey, listenToRowKeys } from './row-keys.ts';
