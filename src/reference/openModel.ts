import { ExrayError } from '../errors.ts';
import { runtimes } from '../runtimes/index.ts';
import type { CaptureOptions, ModelSource, Runtime } from '../runtimes/runtime.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { pairInputs } from './pairInputs.ts';
import type { ReferenceContext, Referenced } from './reference.ts';

/**
 * A model as reference: it runs on the deployed inputs, in its own layout and under its own names, and its pieces can be
 * replayed. Which runtime runs it is no matter: the deployed one or another.
 *
 * @param label how messages call the model
 * @throws ExrayError `reference-kind` where no runtime opens it, `reference-inputs` where it takes other inputs
 */
export const openModel = async (model: ModelSource, label: string, context: ReferenceContext): Promise<Referenced> => {
  const runtime = await runtimeFor(model, label);
  const inputs = await inputsFor(runtime, model, label, context);
  const options: CaptureOptions = { capture: 'original', layers: 'all', maxBytes: context.maxBytes };
  const inference = await runtime.infer(model, inputs, {}, options);
  const trace = await runtime.capture(inference, options);
  const replay = await runtime.replay(model, trace);
  return {
    trace,
    label,
    ownInputs: false,
    ...('reason' in replay ? { replayReason: replay.reason } : { replay }),
  };
};

const runtimeFor = async (model: ModelSource, label: string): Promise<Runtime> => {
  for (const runtime of runtimes) if (await runtime.opens(model)) return runtime;
  throw new ExrayError('reference-kind', {
    what: `${label} is no reference that exray knows`,
    why: 'It is neither an ONNX nor a TensorFlow.js model (model.json), and its name ends in neither .safetensors nor .npz',
    fix: 'Give a model (.onnx, model.json), a trace (.safetensors), named arrays (.npz) or a folder of ONNX test data',
  });
};

const inputsFor = async (
  runtime: Runtime,
  model: ModelSource,
  label: string,
  { deployed }: ReferenceContext,
): Promise<Record<string, Tensor>> => {
  const signature = await runtime.signature(model);
  const { inputs, missing, left } = pairInputs(deployed.inputs, signature);
  if (missing.length === 0) return inputs;
  const shown = (name: string, dtype: string, shape: readonly (number | null)[]): string =>
    `${name} (${dtype} [${shape.map((side) => side ?? '?').join(', ')}])`;
  throw new ExrayError('reference-inputs', {
    what: `the reference ${label} does not take the deployed model's inputs`,
    why: `It wants ${missing.map(({ name, dtype, shape }) => shown(name, dtype, shape)).join(', ')}; the app fed ${left
      .map((name) => shown(name, deployed.inputs[name]?.dtype ?? '', deployed.inputs[name]?.shape ?? []))
      .join(', ')}`,
    fix: 'Give a reference of the same model, or a trace that brings its own inputs',
  });
};
