// Not the globals: those of jsdom return numbers, and fake timers never come due.
import { clearTimeout, setTimeout } from 'node:timers';
import type { NativeSession } from './native.ts';

/** A session that nobody used for this long gives its memory back. */
const IDLE_MS = 30_000;

let kept: { owner: object; key: string; session: NativeSession } | undefined;
let idle: NodeJS.Timeout | undefined;

/**
 * The session for `key` of `owner`: the one that was used last, where it is that, else a new one. One is kept in this
 * process, so that the next photo of a test finds what the last one opened; whoever asks runs it at once.
 */
export const keptSession = (owner: object, key: string, open: () => NativeSession): NativeSession => {
  if (kept?.owner !== owner || kept.key !== key) {
    letGo();
    kept = { owner, key, session: open() };
  }
  clearTimeout(idle);
  idle = setTimeout(letGo, IDLE_MS);
  idle.unref();
  return kept.session;
};

const letGo = (): void => {
  kept?.session.dispose();
  kept = undefined;
};
