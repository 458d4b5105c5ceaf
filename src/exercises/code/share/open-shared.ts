/** Takes the reader of a shared link to its exercise; the card there reads the code, shows it, and runs nothing. */
function openShared(): void {
  const [, id] = /^#try=([a-z]+\/[a-z0-9-]+)&/.exec(location.hash) ?? [];
  if (id === undefined) return;
  document.querySelector(`[data-exercise="${id}"]`)?.scrollIntoView();
}

openShared();
addEventListener('hashchange', openShared);
