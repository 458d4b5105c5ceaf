/**
 * What spans and services call themselves, as one line that shows what is in it. Names come from anywhere: control characters
 * and those that turn the direction of text around are shown, not obeyed, or `exe.png` may be called `gnp.exe`.
 */

/** `\u0000` to `\u001f`, of which Unicode has pictures; what embeds, overrides and isolates directions. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSEEN = /[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/g;
const PICTURES = 0x2400;

export function nameText(name: string): string {
  return shownText(name) || 'unnamed span';
}

export function serviceText(service: string): string {
  return shownText(service) || 'unknown service';
}

function shownText(text: string): string {
  return text.trim().replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(PICTURES + code) : `‹U+${code.toString(16).toUpperCase()}›`;
  });
}
