/** Who may steer: the holder of the presenter's token, sent as `Authorization: Bearer`. */

const encoder = new TextEncoder();

/** `none`: nothing was sent; `wrong`: something was, and it is not the token. */
export function presenterClaim(
  authorization: string | undefined,
  token: string | undefined,
): 'presenter' | 'wrong' | 'none' {
  if (authorization === undefined) return 'none';
  const given = /^Bearer (\S{1,512})$/i.exec(authorization)?.[1];
  return given !== undefined && token !== undefined && isSameText(given, token) ? 'presenter' : 'wrong';
}

/**
 * Takes as long for a token that is wrong in its first letter as for one that is wrong in its last: how long it takes
 * depends on what was given alone.
 */
function isSameText(given: string, expected: string): boolean {
  const a = encoder.encode(given);
  const b = encoder.encode(expected);
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at++) difference |= (a[at] ?? 0) ^ (b[at % b.length] ?? 0);
  return difference === 0;
}
