import { createRequire } from 'node:module';
import path from 'node:path';
import type { TfjsCopy } from './tfjsWatch.ts';

const TFJS = /[\\/]@tensorflow[\\/]tfjs[^\\/]*[\\/]dist[\\/]/;
const SAVED_MODEL = /[\\/]tfjs-node(-gpu)?[\\/]dist[\\/]saved_model\.js$/;

/** CommonJS modules of this context: test runners give each its own `createRequire`, as they do with `require`. */
const cache = (): NodeJS.Require['cache'] => createRequire(path.join(process.cwd(), 'package.json')).cache;

/**
 * What a script exports, also while it is still running. Undefined for one that is no CommonJS module: it is not loaded
 * to find out, for it may be the app.
 */
export const exportsOf = (file: string): object | undefined => {
  const exports: unknown = cache()[file]?.exports;
  return typeof exports === 'object' && exports !== null ? exports : undefined;
};

/** Scripts of tfjs that are loaded already. */
export const loadedCopies = (): TfjsCopy[] => matching(TFJS);

/** The script of tfjs-node that runs SavedModels. */
export const savedModels = (): TfjsCopy[] => matching(SAVED_MODEL);

const matching = (pattern: RegExp): TfjsCopy[] =>
  Object.keys(cache()).flatMap((file) => {
    const exports = pattern.test(file) ? exportsOf(file) : undefined;
    return exports === undefined ? [] : [{ file, exports }];
  });
