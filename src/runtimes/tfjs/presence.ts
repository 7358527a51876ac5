import type { Presence } from '../runtime.ts';

/** What this process shows of tfjs. */
export const presence = (): Presence => ({ loaded: false, observed: true, signs: [] });
