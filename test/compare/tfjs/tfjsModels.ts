import { createRequire } from 'node:module';
import type { Compared } from '../../../src/compare/compare.ts';
import { tfjs as runtime } from '../../../src/runtimes/tfjs/tfjs.ts';
import { permute } from '../../../src/tensor/permute.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { tfjsArtifacts } from './tfjsArtifacts.ts';

type Tf = typeof import('@tensorflow/tfjs');

/** A model of tfjs, as an object. */
export interface TfjsModel {
  predict(...given: never[]): unknown;
  dispose(): void;
}

const require = createRequire(import.meta.url);

/** Loaded by whoever computes: not at import. */
export const tf = (): Tf => require('@tensorflow/tfjs') as Tf;

/** Chooses the faster one of the backends that need no build. */
export const ready = async (): Promise<void> => {
  require('@tensorflow/tfjs-backend-wasm');
  await tf().setBackend('wasm');
  await tf().ready();
};

/** EfficientNet-Lite0 in TensorFlow.js, with the weights of an ONNX file. */
export const tfjsModel = async (name: string, onnx: string, stored?: 'float32'): Promise<TfjsModel> => {
  const artifacts = tfjsArtifacts(`fixtures/models/${name}`, onnx, stored);
  const handler = { load: async () => artifacts as never };
  const load = artifacts.format === 'graph-model' ? tf().loadGraphModel : tf().loadLayersModel;
  return (await load(handler)) as unknown as TfjsModel;
};

/** Inputs with their channels last, under another name where one is given. */
export const channelsLast = (inputs: Readonly<Record<string, Tensor>>, name?: string): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(inputs).map(([id, tensor]) => [name ?? id, permute(tensor, [0, 2, 3, 1])]));

export const tfjsTrace = async (instance: TfjsModel, inputs: Record<string, Tensor>): Promise<Trace> => {
  const inference = await runtime.infer({ instance }, inputs, {});
  return runtime.capture(inference, { capture: 'original', layers: 'all', maxBytes: 2 ** 30 });
};

/** A model of TensorFlow.js as reference: its own layers, and a replay. */
export const tfjsReference = async (
  instance: TfjsModel,
  inputs: Record<string, Tensor>,
): Promise<Required<Pick<Compared, 'trace' | 'replay'>>> => {
  const trace = await tfjsTrace(instance, inputs);
  const replay = await runtime.replay({ instance }, trace);
  if ('reason' in replay) throw new Error(replay.reason);
  return { trace, replay };
};
