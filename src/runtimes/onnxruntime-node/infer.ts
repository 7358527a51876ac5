import { ExrayError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { budgetShare } from '../budgetShare.ts';
import type { CaptureOptions, Inference, ModelSource } from '../runtime.ts';
import { decodedModel } from './decodedModel.ts';
import { metadataOf } from './exposure.ts';
import { layerBytesOf } from './layerBytes.ts';
import { layeredShadow } from './layeredShadow.ts';
import { loadLibrary } from './library.ts';
import { modelFolder, modelLabel } from './modelFile.ts';
import { type NativeSession, openSession, runSession } from './native.ts';
import { fromNative, isHandedOut, toNative } from './nativeTensors.ts';
import { runtimeReason } from './runtimeReason.ts';
import { levelOf, ownOptions, type SessionOptions } from './sessionOptions.ts';
import { refused, shadowModel } from './shadowModel.ts';
import { type SignatureInput, signatureOf } from './signature.ts';

/**
 * Runs a model as an app with these session options would, unobserved: one session, made and freed here, or the one that
 * shows the stored graph's layers, where these are asked for next.
 *
 * @throws ExrayError `input-missing`, `input-unknown`, `input-type`, `input-shape` where the inputs are not the model's,
 * `model-refused` or `onnx-unsupported-version` where the runtime does not load it, `run-failed` where it does not run
 */
export const inferModel = async (
  source: ModelSource,
  inputs: Readonly<Record<string, Tensor>>,
  sessionOptions: SessionOptions,
  layers?: CaptureOptions,
): Promise<Inference> => {
  checkInputs(source, inputs, signatureOf(source));
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toNative(name, tensor)]));
  const opened = layeredSession(source, inputs, sessionOptions, layers) ?? ownSession(source, sessionOptions);
  const { session, outputs: names } = opened;
  try {
    const started = performance.now();
    const results = runSession(session, feeds, names);
    const milliseconds = performance.now() - started;
    const outputs = Object.fromEntries(Object.entries(results).map(([name, value]) => [name, fromNative(value)]));
    return {
      runtime: 'onnxruntime-node',
      model: source,
      sessionOptions,
      session: {},
      inputs: { ...inputs },
      outputs,
      milliseconds,
    };
  } catch (cause) {
    throw runFailed(source, cause);
  } finally {
    opened.close();
  }
};

interface Opened {
  session: NativeSession;
  outputs: readonly string[];
  close(): void;
}

const ownSession = (source: ModelSource, sessionOptions: SessionOptions): Opened => {
  const { Native } = loadLibrary();
  const options = ownOptions(sessionOptions, modelFolder(source), levelOf(sessionOptions));
  let session: NativeSession;
  try {
    session = openSession(Native, source.path ?? (source.bytes as Uint8Array), options);
  } catch (cause) {
    throw refused(source, cause);
  }
  return { session, outputs: fetchable(session, source, sessionOptions), close: () => session.dispose() };
};

/** The session of the layers that will be read, where it may hold them all at once: it keeps memory for each. */
const layeredSession = (
  source: ModelSource,
  inputs: Readonly<Record<string, Tensor>>,
  sessionOptions: SessionOptions,
  layers: CaptureOptions | undefined,
): Opened | undefined => {
  if (layers?.capture !== 'original' || !decodedModel(source).graph) return undefined;
  const shadow = layeredShadow(source, sessionOptions, 'original');
  const bytesOf = layerBytesOf(shadow, inputs);
  const bytes = shadow.layers.reduce((sum, layer) => sum + bytesOf(layer), 0);
  if (bytes > budgetShare(layers.maxBytes)) return undefined;
  const outputs = shadow.model.graph.outputs.filter((name) => shadow.outputs.get(name) === name);
  return { session: shadow.session(), outputs, close: () => undefined };
};

/** Every output that JavaScript can hold. */
const fetchable = (session: NativeSession, source: ModelSource, options: SessionOptions): string[] => {
  const told = session.outputMetadata !== undefined;
  const graph = told
    ? undefined
    : (decodedModel(source).graph ?? shadowModel(loadLibrary(), source, options, 'original').graph);
  const metadata = metadataOf(session, graph);
  const names = graph?.outputs ?? [...metadata.keys()];
  return names.filter((name) => {
    const { isTensor, type } = metadata.get(name) ?? { isTensor: false };
    return isTensor && (type === undefined || isHandedOut(type));
  });
};

const checkInputs = (
  source: ModelSource,
  inputs: Readonly<Record<string, Tensor>>,
  signature: readonly SignatureInput[],
): void => {
  const label = modelLabel(source);
  const wants = `It takes ${signature.map(shown).join(', ') || 'no input'}`;
  const problem = (code: string, what: string, fix: string) => new ExrayError(code, { what, why: wants, fix });
  for (const [name, { dtype, shape, data }] of Object.entries(inputs)) {
    const input = signature.find((one) => one.name === name);
    if (!input) {
      if (signature.length > 0)
        throw problem('input-unknown', `${label} has no input ${name}`, 'Give the inputs by these names');
      continue;
    }
    const given = `${name} is ${shown({ name: '', dtype, shape })}`;
    if (dtype !== input.dtype)
      throw problem('input-type', `${label}: input ${given}`, `Give ${name} as ${input.dtype}`);
    const fits =
      shape.length === input.shape.length && input.shape.every((side, axis) => side === null || side === shape[axis]);
    if (!fits && input.shape.length > 0)
      throw problem('input-shape', `${label}: input ${given}`, `Give ${name} in the shape that the model takes`);
    const count = shape.reduce((product, side) => product * side, 1);
    if (data.length !== count) {
      throw problem(
        'input-shape',
        `${label}: input ${given} but has ${data.length} values, not ${count}`,
        'Give data and shape that belong together',
      );
    }
  }
  const missing = signature.filter(({ name }) => !(name in inputs));
  if (missing.length > 0) {
    throw problem(
      'input-missing',
      `${label} was not given its input ${missing.map(({ name }) => name).join(', ')}`,
      'Give every input',
    );
  }
};

const shown = ({ name, dtype, shape }: SignatureInput): string =>
  `${name} ${dtype} [${shape.map((side) => side ?? '?').join(', ')}]`.trim();

const runFailed = (source: ModelSource, cause: unknown): ExrayError =>
  new ExrayError(
    'run-failed',
    {
      what: `onnxruntime-node could not run ${modelLabel(source)}: ${runtimeReason(cause)}`,
      fix: 'Check that the values are what the model expects (ids within range, lengths that belong together)',
    },
    { cause },
  );
