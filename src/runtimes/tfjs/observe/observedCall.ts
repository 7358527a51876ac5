import type { Tensor } from '../../../tensor/tensor.ts';
import { hub, type Recording } from '../../hub.ts';
import type { Inference } from '../../runtime.ts';
import { tfjsEngine } from './engine.ts';
import { modelPath } from './modelPath.ts';
import { isTensor, namedInputs, namedOutputs } from './named.ts';
import { copyTensors, type Unread } from './tensorCopies.ts';
import { tfjsWatch, unobserved } from './tfjsWatch.ts';

// Taken now: fake timers may replace it later.
const now = process.hrtime.bigint;

type Run = (this: object, ...args: unknown[]) => unknown;

/**
 * The app's call of a model. It runs as it would, on the app's own tensors, and where a recording listens, copies are
 * made of what goes in, before, and of what comes out, before the app gets it.
 */
export const observedCall = (call: string, run: Run, model: object, args: unknown[]): unknown => {
  const straight = (): unknown => run.apply(model, args);
  if (tfjsWatch().depth > 0) return straight();
  if (!isInference(call, args[0])) return unobserved(straight);
  const path = modelPath(model);
  const { name } = model as { name?: unknown };
  const known = { ...(path !== undefined && { path }), ...(typeof name === 'string' && { name }) };
  const recordings = hub().begin(known);
  if (recordings.length === 0) return unobserved(straight);
  return recorded(call, model, args, { instance: model, ...known }, recordings, () => unobserved(straight));
};

/** Evaluation and training run models for their losses; symbolic tensors only make a model of models. */
const isInference = (call: string, given: unknown): boolean =>
  call !== 'evaluate' &&
  (tfjsEngine()?.state.gradientDepth ?? 0) === 0 &&
  (call !== 'apply' || [given].flat().some(isTensor));

const recorded = (
  call: string,
  model: object,
  [given, ...options]: unknown[],
  source: Inference['model'],
  recordings: readonly Recording[],
  run: () => unknown,
): unknown => {
  const unread: Unread[] = [];
  const asked = call.startsWith('execute') && options[0] !== undefined ? [options[0]].flat().map(String) : undefined;
  const inference: Inference = {
    runtime: 'tfjs',
    model: source,
    sessionOptions: {
      backend: tfjsEngine()?.backendName ?? undefined,
      call,
      ...(asked !== undefined && { outputs: asked }),
      ...(call === 'predict' && (options[0] as object | undefined)),
    },
    session: model,
    inputs: copyTensors(namedInputs(model, given), 'input', unread),
    outputs: {},
    milliseconds: 0,
  };
  const start = now();
  const publish = (outputs: Record<string, Tensor>): void => {
    inference.outputs = outputs;
    if (unread.length > 0) inference.unread = unread;
    hub().publish(inference, recordings);
  };
  const returned = <T>(value: T): T => {
    inference.milliseconds = Number(now() - start) / 1e6;
    publish(copyTensors(namedOutputs(model, value, asked), 'output', unread));
    return value;
  };
  const threw = (error: unknown): never => {
    inference.milliseconds = Number(now() - start) / 1e6;
    inference.error = error;
    publish({});
    throw error;
  };
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    return threw(error);
  }
  return typeof (result as Promise<unknown> | undefined)?.then === 'function'
    ? (result as Promise<unknown>).then(returned, threw)
    : returned(result);
};
