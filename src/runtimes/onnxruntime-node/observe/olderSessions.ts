import type { AsyncLocalStorage } from 'node:async_hooks';
import type { NodeModule } from '../../builtins.ts';
import type { Hub } from '../../hub.ts';
import type { Inference } from '../../runtime.ts';

/** Whether a run of onnxruntime-common reached the observed class. */
export interface RunMark {
  reachedNative: boolean;
}

type OldRun = (this: object, feeds: object, ...rest: unknown[]) => Promise<unknown>;

/** Made in the main realm: uses nothing but its arguments and globals. */
export const makeOlderSessions = (
  runtime: string,
  hub: Hub,
  Module: NodeModule,
  runs: AsyncLocalStorage<RunMark>,
): (() => void) => {
  const now = process.hrtime.bigint;
  /**
   * Sessions older than the observer run past the replaced class. Their `run` in onnxruntime-common can still be
   * replaced: a run that never reaches the replaced class is told as one whose model is unknown.
   */
  const observeOldRuns = (common: unknown): void => {
    const prototype = (common as { InferenceSession?: { prototype?: { run?: OldRun } } })?.InferenceSession?.prototype;
    const run = prototype?.run;
    if (prototype === undefined || typeof run !== 'function') return;
    prototype.run = function (...args) {
      const mark = { reachedNative: false };
      const start = now();
      const tell = (): void => {
        if (mark.reachedNative) return;
        const inference: Inference = {
          runtime,
          model: { unknown: 'its session was made before exray was loaded' },
          sessionOptions: {},
          session: this,
          inputs: {},
          outputs: {},
          milliseconds: Number(now() - start) / 1e6,
        };
        hub.publish(inference, hub.begin({}));
      };
      const running = runs.run(mark, () => run.apply(this, args));
      // Told before the app goes on, or its recording may have ended; the app gets the same value.
      return running.then((value) => {
        tell();
        return value;
      });
    };
  };

  return () => {
    for (const [file, loaded] of Object.entries(Module._cache)) {
      if (/[\\/]onnxruntime-common[\\/]dist[\\/]cjs[\\/]inference-session-impl\.js$/.test(file)) {
        observeOldRuns(loaded?.exports);
      }
    }
  };
};
