/** A copy of tfjs whose models are seen. */
export interface TfjsCopy {
  /** Its script: of tfjs-layers, of tfjs-converter, of tfjs-node, or of a build that holds all of it. */
  file: string;
  /** What that script exports: `LayersModel`, `GraphModel`, `TFSavedModel`, those that it has. */
  exports: object;
}

/** What exray knows of tfjs in this context. */
export interface TfjsWatch {
  copies: TfjsCopy[];
  /** Scripts that hold a copy of tfjs and hand its classes to nobody: an app's bundle, an inlined dependency. */
  unreachable: string[];
  /** Calls in progress whose inner calls are no inferences: a model inside a model, a run of exray's own. */
  depth: number;
}

const KEY = Symbol.for('exray.tfjs');

/**
 * Kept on globalThis, as tfjs keeps its engine: each context of a test runner has its own of both, and copies of exray
 * in one context share it.
 */
export const tfjsWatch = (): TfjsWatch => {
  const holder = globalThis as { [KEY]?: TfjsWatch };
  if (holder[KEY] === undefined) {
    const watch: TfjsWatch = { copies: [], unreachable: [], depth: 0 };
    Object.defineProperty(holder, KEY, { value: watch, configurable: true });
    return watch;
  }
  return holder[KEY];
};

/**
 * Runs models of tfjs without telling the hub: exray's own runs. Counts while `run` is on the stack, so start an
 * asynchronous run inside and await it outside.
 */
export const unobserved = <T>(run: () => T): T => {
  const watch = tfjsWatch();
  watch.depth++;
  try {
    return run();
  } finally {
    watch.depth--;
  }
};
