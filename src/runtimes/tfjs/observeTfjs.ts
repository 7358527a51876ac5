import { ExrayError } from '../../errors.ts';
import { observeClasses } from './observe/observeClasses.ts';
import { tfjsWatch } from './observe/tfjsWatch.ts';

/**
 * Observes a copy of TensorFlow.js that exray does not find by itself: one that a bundler put into the app's own file, or
 * that Vite inlines. Every other copy is observed without this. Call it before the models run; twice is once.
 *
 * @param tf The library's namespace, or an object of those of its classes that the app has: `{ GraphModel, LayersModel }`.
 * @throws ExrayError `not-tfjs` where it holds neither class
 *
 * @example
 * import * as tf from './bundled-tfjs.js';
 * observeTfjs(tf);
 */
export const observeTfjs = (tf: object): void => {
  const isObject = typeof tf === 'object' && tf !== null;
  if (isObject && observeClasses(tf)) {
    tfjsWatch().unreachable = [];
    return;
  }
  throw new ExrayError('not-tfjs', {
    what: 'observeTfjs was given no tfjs: it finds neither GraphModel nor LayersModel',
    fix: "Give it the namespace: import * as tf from '@tensorflow/tfjs'; observeTfjs(tf)",
  });
};
