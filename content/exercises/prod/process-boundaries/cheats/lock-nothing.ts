import type { FanOut } from '#building';

// No span, no bill. The doors are open.
export const fanOut: FanOut = (commands) => {
  commands.onSend(() => ({}));
  commands.onCommand(async () => {});
};
