import { isExrayError } from '../../../src/errors.ts';
import { readyEngine } from '../../../src/runtimes/tfjs/engine.ts';
import { loadLibrary } from '../../../src/runtimes/tfjs/library.ts';

/** Prints what a project gets that has these packages. */
for (const get of [readyEngine, () => loadLibrary().version]) {
  try {
    console.log(get());
  } catch (error) {
    console.log(isExrayError(error) ? `${error.code} ${error.message}` : error);
  }
}
