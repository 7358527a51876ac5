import { observedCall } from './observedCall.ts';
import { tfjsWatch } from './tfjsWatch.ts';

/** The methods by which apps run models. Each begins an inference, where it is not called by another one. */
const METHODS: Record<string, readonly string[]> = {
  LayersModel: ['predict', 'predictOnBatch', 'apply', 'execute', 'evaluate'],
  Sequential: ['predict', 'predictOnBatch', 'evaluate'],
  GraphModel: ['predict', 'predictAsync', 'execute', 'executeAsync'],
  TFSavedModel: ['predict'],
};
const OBSERVED = Symbol.for('exray.observed');

type Run = (this: object, ...args: unknown[]) => unknown;

/**
 * Observes the models of the classes that a copy of tfjs exports, those made before as well: their methods are found on
 * the classes' prototypes. Once per class, whatever copy of exray comes first.
 *
 * @returns False where there is no such class.
 */
export const observeClasses = (exports: object, file = ''): boolean => {
  let found = false;
  for (const [name, methods] of Object.entries(METHODS)) {
    const prototype = prototypeOf(exports, name);
    if (prototype === undefined) continue;
    found = true;
    for (const method of methods) {
      const run = prototype[method];
      if (typeof run !== 'function' || OBSERVED in run) continue;
      const observed = new Proxy(run, {
        apply: (_, model: object, args: unknown[]) => observedCall(method, run, model, args),
      });
      Object.defineProperty(observed, OBSERVED, { value: true });
      Object.defineProperty(prototype, method, { value: observed, writable: true, configurable: true });
    }
  }
  const { copies } = tfjsWatch();
  // tfjs itself only hands on what tfjs-layers and tfjs-converter export.
  if (found && !copies.some((copy) => copy.exports === exports)) copies.push({ file, exports });
  return found;
};

const prototypeOf = (exports: object, name: string): Record<string, Run> | undefined => {
  try {
    return (exports as Record<string, { prototype?: Record<string, Run> } | undefined>)[name]?.prototype;
  } catch {
    // A script that still runs: its classes are declared and not made.
    return undefined;
  }
};
