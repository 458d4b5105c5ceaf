/** What `/api/rooms` answers when it does not do what it was asked: why, and what to do. */
import { errorAnswer } from '../error-answer.ts';

export function refuse(isMissing: boolean, hasToken: boolean): Response {
  const hint = hasToken
    ? 'Open the presenter’s address that `npm start` prints: it holds the token.'
    : 'A room needs the live server: `npm start` prints the presenter’s address.';
  const answer = isMissing
    ? errorAnswer(401, 'token-needed', 'Only the presenter may do this.', hint)
    : errorAnswer(401, 'wrong-token', 'This is not the presenter’s token of this server.', hint);
  answer.headers.set('www-authenticate', 'Bearer realm="presenter"');
  return answer;
}

export const unknownRoom = (): Response =>
  errorAnswer(
    404,
    'unknown-room',
    'There is no such room.',
    'Look at the code on the wall: four letters and figures. A room that ended is gone.',
  );
export const unknownPhone = (): Response =>
  errorAnswer(
    404,
    'unknown-phone',
    'This phone is not in the room.',
    'Join it: POST /api/rooms/:code/phones.',
  );
export const buildingFailed = (message: string): Response =>
  errorAnswer(502, 'building-failed', message, 'Its trace on the wall says why.');

export function tooFast(message: string): Response {
  const answer = errorAnswer(429, 'too-fast', message, 'Wait a second.');
  answer.headers.set('retry-after', '1');
  return answer;
}
export function tooMany(code: string, message: string, hint: string, retryAfterS = 1): Response {
  const answer = errorAnswer(503, code, message, hint);
  answer.headers.set('retry-after', String(retryAfterS));
  return answer;
}
/** This replica cannot know: another one may. */
export const cutOff = (): Response =>
  tooMany(
    'cut-off',
    'This server cannot reach the others for a moment.',
    'It comes back by itself: try again in two seconds.',
    2,
  );
