/** Keeps the screen on while a talk is shown. A browser that cannot, or that refuses, does as it always does. */
export function keepScreenOn(): void {
  let asked = false;
  const ask = async () => {
    if (asked || document.hidden || !('wakeLock' in navigator)) return;
    asked = true;
    try {
      const lock = await navigator.wakeLock.request('screen');
      lock.addEventListener('release', () => (asked = false));
    } catch {
      asked = false;
    }
  };
  document.addEventListener('visibilitychange', () => void ask());
  void ask();
}
