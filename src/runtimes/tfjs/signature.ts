import type { ModelSource, Runtime } from '../runtime.ts';

/** What a model takes, in its own order. */
export const signatureOf = async (_source: ModelSource): ReturnType<Runtime['signature']> => [];
