import type { ModelSource } from '../runtime.ts';

/** True where a model is this runtime's. */
export const opensModel = async (_source: ModelSource): Promise<boolean> => false;
