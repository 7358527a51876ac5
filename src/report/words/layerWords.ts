import type { Words } from './words.ts';

/** Findings about layers and graphs. */
export const layerWords: Record<string, Words> = {};
