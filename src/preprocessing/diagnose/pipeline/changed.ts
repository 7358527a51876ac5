import type { Fed } from './fed.ts';

/** The pipeline with other keys; `undefined` removes one. */
export const changed = (fed: Fed, keys: { [K in keyof Fed]?: Fed[K] | undefined }): Fed => {
  const copy: Record<string, unknown> = { ...fed, ...keys };
  for (const key of Object.keys(copy)) if (copy[key] === undefined) delete copy[key];
  return copy as unknown as Fed;
};

/** Whether two pieces of plain data say the same. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Those that say something else than the pipeline itself. */
export const others = (fed: Fed, variants: readonly Fed[]): Fed[] => variants.filter((each) => !isSame(each, fed));
