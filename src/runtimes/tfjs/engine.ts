import { ExrayError } from '../../errors.ts';
import type { TfTensor } from './tf.ts';

/** What exray uses of tfjs's engine (tfjs-core 4.22): there is one in a context, whatever number of copies is loaded. */
export interface Engine {
  backendName: string;
  registry: Record<string, unknown>;
  registryFactory: Record<string, unknown>;
  ENV: { flags: Record<string, unknown>; get(name: string): unknown };
  startScope(name?: string): void;
  endScope(result?: unknown): void;
  makeTensor(values: unknown, shape: readonly number[], dtype: string): TfTensor;
  memory(): { numTensors: number; numBytes: number };
}

/** The engine of this context; undefined before any copy of tfjs is loaded. */
export const loadedEngine = (): Engine | undefined => (globalThis as { _tfengine?: Engine })._tfengine;

/**
 * The engine, with a backend that is ready.
 *
 * @throws ExrayError `tfjs-not-loaded`, `tfjs-backend-not-ready`
 */
export const readyEngine = (): Engine => {
  const engine = loadedEngine();
  if (engine === undefined) {
    throw new ExrayError('tfjs-not-loaded', {
      what: 'tfjs is not loaded here',
      why: 'Its engine is looked for in the context of the test, and there is none',
      fix: 'Import tfjs in the test or in the app before its layers are read',
    });
  }
  if (engine.backendName === undefined || engine.backendName === null || engine.backendName === '') {
    throw new ExrayError('tfjs-backend-not-ready', {
      what: 'tfjs has no backend that is ready',
      why: `A backend becomes ready asynchronously, and none was waited for; registered: ${Object.keys(engine.registryFactory).join(', ') || 'none'}`,
      fix: 'Write `await tf.ready()` (after tf.setBackend) before the model is used',
    });
  }
  return engine;
};

/**
 * Calls `use` in a scope of its own: whatever tensors it makes are gone afterwards, in a tf.tidy of the app's as outside of
 * one.
 */
export const inScope = <T>(engine: Engine, use: () => T): T => {
  engine.startScope('exray');
  try {
    return use();
  } finally {
    engine.endScope();
  }
};
