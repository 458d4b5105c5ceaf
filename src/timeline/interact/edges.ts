/** What is listened to behind the first picture: edges that can be dragged, keys beyond the first ones. */
export { listenToSeparator } from './label-resize.ts';
export { listenToMinimap } from './minimap-brush.ts';
export { listenToHelpKey, listenToRowKeys } from './row-keys.ts';
