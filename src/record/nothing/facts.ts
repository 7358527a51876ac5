import type { Problem } from '../../errors.ts';
import type { OutsideInference } from '../../runtimes/hub.ts';
import type { OtherRuntime } from '../../runtimes/others.ts';
import type { Inference, Presence } from '../../runtimes/runtime.ts';

/** What is known when a record saw nothing. */
export interface Facts {
  /** Inferences that threw. */
  failed: readonly Inference[];
  /** Inferences of sessions whose model is not known: made before the observer. */
  unknown: number;
  /** What `run` returned, where that makes it likely that it did not wait for the model. */
  hasty?: 'undefined' | 'no promise' | undefined;
  /** Inferences that came after `run` had ended. */
  late: number;
  outside: readonly OutsideInference[];
  childProcesses: number;
  workers: number;
  fakeTimers: boolean;
  /** By the runtime's name. */
  presences: readonly (Presence & { runtime: string })[];
  /** Runtimes that are loaded and not supported. */
  others: readonly OtherRuntime[];
  /** Tensors that tfjs made while `run` ran. */
  tfjsTensors: number;
  /** Ports or paths of the servers that listen in this process. */
  servers: readonly string[];
  framework: 'vitest' | 'jest' | undefined;
  isSetUp: boolean;
}

/** One reason why a record saw nothing: its own sentences, where it applies. */
export interface Reason {
  code: string;
  /** Only likely: a forgotten `return` or `await` would look the same. */
  guess?: true;
  problem: (facts: Facts) => Pick<Problem, 'why' | 'fix'> | undefined;
}
