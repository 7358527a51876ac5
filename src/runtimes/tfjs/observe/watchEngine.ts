import { callingFile } from './callingFile.ts';
import { type Engine, tfjsEngine } from './engine.ts';
import { exportsOf, loadedCopies, savedModels } from './loadedCopies.ts';
import { observeClasses } from './observeClasses.ts';
import { tfjsWatch } from './tfjsWatch.ts';

/** Flags that exactly the parts of tfjs with models register, each while it is loaded. */
const FLAGS = ['TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES', 'KEEP_INTERMEDIATE_TENSORS'];
const WATCHED = Symbol.for('exray.observed');

/**
 * Observes the models of every copy of tfjs in this context, loaded or still to be loaded. All copies share one engine,
 * a global: the first makes it, each tells it its flags while it is loaded. Loads nothing; safe to call twice.
 */
export const watchEngine = (): void => {
  const engine = tfjsEngine();
  if (engine !== undefined) {
    if (WATCHED in engine) return;
    watch(engine);
    const copies = loadedCopies();
    for (const { file, exports } of copies) observeClasses(exports, file);
    // Models in a script that is in no list, such as an app's bundle.
    if (copies.length === 0 && FLAGS.some((flag) => flag in engine.ENV.flagRegistry)) tfjsWatch().unreachable.push('');
    return;
  }
  Object.defineProperty(globalThis, '_tfengine', {
    configurable: true,
    get: () => undefined,
    set: (made: Engine) => {
      // From here on it is what it would have been without exray.
      Object.defineProperty(globalThis, '_tfengine', {
        value: made,
        configurable: true,
        enumerable: true,
        writable: true,
      });
      watch(made);
    },
  });
};

const watch = (engine: Engine): void => {
  Object.defineProperty(engine, WATCHED, { value: true });
  const { registerFlag } = engine.ENV;
  engine.ENV.registerFlag = function (name, ...rest) {
    if (FLAGS.includes(name)) arrived(engine, callingFile() ?? '');
    registerFlag.call(this, name, ...rest);
  };
  const { registerBackend } = engine;
  engine.registerBackend = function (name, ...rest) {
    if (name === 'tensorflow') for (const { file, exports } of savedModels()) observeClasses(exports, file);
    return registerBackend.call(this, name, ...rest);
  };
};

/** Copies that are being loaded: file to exports. */
const waiting = new Map<string, object>();

/**
 * A copy is being loaded, its classes are not exported yet. Whatever a model does begins with a tensor or a scope, so
 * the first of these finds the classes; at the latest they are there when the script has run.
 */
const arrived = (engine: Engine, file: string): void => {
  const exports = exportsOf(file);
  if (exports === undefined) {
    tfjsWatch().unreachable.push(file);
    return;
  }
  if (waiting.size === 0) lookFirst(engine);
  waiting.set(file, exports);
};

const lookFirst = (engine: Engine): void => {
  const { makeTensor, startScope } = engine;
  const look = (): void => {
    for (const [file, exports] of waiting) if (observeClasses(exports, file)) waiting.delete(file);
    if (waiting.size === 0) Object.assign(engine, { makeTensor, startScope });
  };
  engine.makeTensor = function (...args) {
    look();
    return makeTensor.apply(this, args);
  };
  engine.startScope = function (...args) {
    look();
    return startScope.apply(this, args);
  };
  void Promise.resolve().then(() => {
    look();
    tfjsWatch().unreachable.push(...waiting.keys());
    waiting.clear();
    look();
  });
};
