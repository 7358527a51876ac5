import { ExrayError } from '../../errors.ts';
import { shownPath } from '../../formats/shownPath.ts';
import { runtimes } from '../../runtimes/index.ts';
import type { CaptureOptions, ModelSource, Runtime } from '../../runtimes/runtime.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { pairInputs } from '../pairInputs.ts';
import type { ReferenceContext, ReferenceKind } from '../reference.ts';

/** A model file: it runs on the deployed inputs, and its pieces can be replayed. Must be the last kind: it takes any file. */
export const modelFile: ReferenceKind = {
  name: 'model file',
  matches: (_path, isFolder) => !isFolder,
  async open(path, context) {
    const model: ModelSource = { path };
    const runtime = await runtimeFor(model);
    const inputs = await inputsFor(runtime, model, context);
    const options: CaptureOptions = { capture: 'original', layers: 'all', maxBytes: context.maxBytes };
    const inference = await runtime.infer(model, inputs, {}, options);
    const trace = await runtime.capture(inference, options);
    const replay = await runtime.replay(model, trace);
    return {
      trace,
      label: shownPath(path),
      ownInputs: false,
      ...('reason' in replay ? { replayReason: replay.reason } : { replay }),
    };
  },
};

const runtimeFor = async (model: ModelSource): Promise<Runtime> => {
  for (const runtime of runtimes) if (await runtime.opens(model)) return runtime;
  throw new ExrayError('reference-kind', {
    what: `${shownPath(model.path as string)} is no reference that exray knows`,
    why: 'It is no ONNX model, and its name ends in neither .safetensors nor .npz',
    fix: 'Give a model (.onnx), a trace (.safetensors), named arrays (.npz) or a folder of ONNX test data',
  });
};

const inputsFor = async (
  runtime: Runtime,
  model: ModelSource,
  { deployed }: ReferenceContext,
): Promise<Record<string, Tensor>> => {
  const signature = await runtime.signature(model);
  const { inputs, missing, left } = pairInputs(deployed.inputs, signature);
  if (missing.length === 0) return inputs;
  const shown = (name: string, dtype: string, shape: readonly (number | null)[]): string =>
    `${name} (${dtype} [${shape.map((side) => side ?? '?').join(', ')}])`;
  throw new ExrayError('reference-inputs', {
    what: `the reference ${shownPath(model.path as string)} does not take the deployed model's inputs`,
    why: `It wants ${missing.map(({ name, dtype, shape }) => shown(name, dtype, shape)).join(', ')}; the app fed ${left
      .map((name) => shown(name, deployed.inputs[name]?.dtype ?? '', deployed.inputs[name]?.shape ?? []))
      .join(', ')}`,
    fix: 'Give a reference of the same model, or a trace that brings its own inputs',
  });
};
