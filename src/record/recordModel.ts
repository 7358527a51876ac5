import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExrayError } from '../errors.ts';
import { parseOptions } from '../options.ts';
import { runtimes } from '../runtimes/index.ts';
import type { ModelSource, Runtime } from '../runtimes/runtime.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Trace } from '../trace/trace.ts';
import { withCallStack } from './callStack.ts';
import { captured } from './captured.ts';
import { type GivenTensor, givenTensor } from './givenTensor.ts';
import { pathLabel } from './inference/summary.ts';
import { captureOptions, type RecordModelOptions, recordModelOptions } from './options.ts';

/** A model of tfjs: a LayersModel or a GraphModel, or a SavedModel of tfjs-node. */
export interface ModelObject {
  predict(...given: never[]): unknown;
}

/**
 * Runs a model on inputs, as an app with these session options would, and records that inference: for a model that no
 * app runs yet, or for the reference's side.
 *
 * @param model A path (relative to the working directory) or a URL of an .onnx file, of tfjs's model.json or, on tfjs-node, of
 * a SavedModel's folder; the bytes of an .onnx file; or a model of tfjs as the object that it is.
 * @param inputs By the model's input names: tensors of onnxruntime or tfjs, or `{ data, shape, dtype? }`.
 * @throws ExrayError `bad-input`, `bad-option`, `model-missing`, `not-a-model`, and what the runtime says of the inputs
 *
 * @example
 * const trace = await recordModel('model.onnx', { images: { data, shape: [1, 3, 224, 224] } });
 */
export const recordModel = (
  model: string | URL | Uint8Array | ArrayBuffer | ModelObject,
  inputs: Record<string, GivenTensor>,
  options?: RecordModelOptions,
): Promise<Trace> =>
  withCallStack(recordModel, async () => {
    const checked = parseOptions(recordModelOptions, options, 'recordModel');
    const source = await modelSource(model);
    const tensors = givenTensors(inputs);
    const runtime = await runtimeFor(source);
    const inference = await runtime.infer(source, tensors, checked.sessionOptions ?? {});
    return captured(inference, captureOptions(checked), {});
  });

const givenTensors = (inputs: unknown): Record<string, Tensor> => {
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs) || ArrayBuffer.isView(inputs)) {
    throw new ExrayError('bad-input', {
      what: 'recordModel: the inputs are no object of named tensors',
      fix: 'Write recordModel(model, { <input name>: { data, shape } })',
    });
  }
  return Object.fromEntries(Object.entries(inputs).map(([name, given]) => [name, givenTensor(name, given)]));
};

const modelSource = async (model: unknown): Promise<ModelSource> => {
  if (ArrayBuffer.isView(model)) {
    return { bytes: new Uint8Array(model.buffer, model.byteOffset, model.byteLength).slice() };
  }
  const tag = Object.prototype.toString.call(model);
  if (tag === '[object ArrayBuffer]') return { bytes: new Uint8Array(model as ArrayBuffer).slice() };
  if (tag === '[object URL]' || (typeof model === 'string' && model.startsWith('file:'))) {
    return existing(fileURLToPath(String(model)));
  }
  if (typeof model === 'string' && model !== '') return existing(resolve(model));
  if (isModelObject(model)) return { instance: model };
  throw new ExrayError('bad-input', {
    what: `recordModel: the model is ${tag.slice(8, -1)}, not a path, a URL, bytes or a model of tfjs`,
    fix: "Write recordModel('model.onnx', inputs)",
  });
};

const existing = async (path: string): Promise<ModelSource> => {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() || (found?.isDirectory() && (await opens({ path })))) return { path };
  throw new ExrayError('model-missing', {
    what: `recordModel: the model ${pathLabel(path)} ${found === undefined ? 'does not exist' : 'is no file'}`,
    why: `Paths are relative to the working directory, ${process.cwd()}; only those that a matcher is given begin in the folder of the test file`,
    fix: "Give an absolute path or a URL: new URL('./model.onnx', import.meta.url)",
  });
};

/** Not instanceof: each copy of tfjs has classes of its own. */
const isModelObject = (model: unknown): model is ModelObject =>
  typeof model === 'object' && model !== null && typeof (model as Partial<ModelObject>).predict === 'function';

const opens = async (source: ModelSource): Promise<boolean> => {
  for (const runtime of runtimes) if (await runtime.opens(source)) return true;
  return false;
};

const runtimeFor = async (source: ModelSource): Promise<Runtime> => {
  for (const runtime of runtimes) if (await runtime.opens(source)) return runtime;
  throw new ExrayError('not-a-model', {
    what: `recordModel: ${source.path === undefined ? 'these bytes are' : `${pathLabel(source.path)} is`} no model that exray can run`,
    why: `It runs models of ${runtimes.map(({ name }) => name).join(', ')}`,
    fix: 'Give an .onnx or .ort file, or the model.json of tfjs; a Git LFS pointer has to be fetched first (git lfs pull)',
  });
};
