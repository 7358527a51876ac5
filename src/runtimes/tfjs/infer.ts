import { ExrayError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { CaptureOptions, Inference, ModelSource } from '../runtime.ts';
import { checkInputs } from './checkInputs.ts';
import { type Engine, inScope } from './engine.ts';
import { isDynamic } from './graph/controlFlow.ts';
import { modelLabel } from './modelLabel.ts';
import { namedOutputs } from './observe/named.ts';
import { unobserved } from './observe/tfjsWatch.ts';
import { type OpenedModel, openModel } from './openModel.ts';
import { inputsOf } from './signature.ts';
import { fromTf, toTf } from './tensors.ts';
import { type GraphModel, inputNamesOf, type LoadedModel, type TfTensor } from './tf.ts';

/**
 * Runs a model on inputs, unobserved: the app's object, or a file that is loaded for it. What tfjs makes for that is gone
 * afterwards.
 *
 * @throws ExrayError `input-missing`, `input-unknown`, `input-type`, `input-shape` where the inputs are not the model's,
 * `tfjs-model-refused` where tfjs does not load it, `run-failed` where it does not run
 */
export const inferModel = async (
  source: ModelSource,
  inputs: Readonly<Record<string, Tensor>>,
  sessionOptions: Readonly<Record<string, unknown>>,
  _layers?: CaptureOptions,
): Promise<Inference> => {
  const opened = await openModel(source);
  try {
    checkInputs(modelLabel(source), inputs, inputsOf(opened.loaded));
    const { engine, loaded } = opened;
    const started = performance.now();
    const outputs = await run(opened, inputs).catch((cause: unknown) => {
      throw runFailed(source, cause);
    });
    return {
      runtime: 'tfjs',
      model: source,
      sessionOptions: {
        ...sessionOptions,
        outputs: undefined,
        backend: engine.backendName,
        call: loaded.kind === 'graph' ? 'execute' : 'apply',
      },
      session: source.instance ?? {},
      inputs: { ...inputs },
      outputs,
      milliseconds: performance.now() - started,
    };
  } finally {
    opened.close();
  }
};

const run = async (
  { engine, loaded }: OpenedModel,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> => {
  if (loaded.kind === 'graph' && isDynamic(loaded.model)) return runAsync(engine, loaded.model, inputs);
  return inScope(engine, () =>
    unobserved(() => {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toTf(engine, tensor)]));
      return copied(loaded, call(loaded, feeds));
    }),
  );
};

const call = (loaded: LoadedModel, feeds: Record<string, TfTensor>): unknown => {
  if (loaded.kind === 'graph') return loaded.model.execute(feeds, [...loaded.model.outputNodes]);
  if (loaded.kind === 'saved')
    return loaded.model.predict(loaded.model.inputs.map(({ name }) => feeds[name] as TfTensor));
  const given = inputNamesOf(loaded.model).map((name) => feeds[name] as TfTensor);
  return loaded.model.apply(given.length === 1 ? (given[0] as TfTensor) : given);
};

const runAsync = async (
  engine: Engine,
  model: GraphModel,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> => {
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toTf(engine, tensor)]));
  const weights = new Set(Object.values(model.executor.weightMap).flat());
  let made: TfTensor[] = [];
  try {
    made = [await unobserved(() => model.executeAsync({ ...feeds }, [...model.outputNodes]))].flat();
    return copied({ kind: 'graph', model }, made);
  } finally {
    for (const tensor of [...made, ...Object.values(feeds)])
      if (!weights.has(tensor) && !tensor.isDisposed) tensor.dispose();
  }
};

const copied = ({ kind, model }: LoadedModel, result: unknown): Record<string, Tensor> => {
  const asked = kind === 'graph' ? model.outputNodes : undefined;
  return Object.fromEntries(
    Object.entries(namedOutputs(model as never, result, asked)).flatMap(([name, value]) => {
      const tensor = fromTf(value as TfTensor);
      return tensor ? [[name, tensor]] : [];
    }),
  );
};

const runFailed = (source: ModelSource, cause: unknown): ExrayError =>
  new ExrayError(
    'run-failed',
    {
      what: `tfjs could not run ${modelLabel(source)}: ${String((cause as Error | undefined)?.message ?? cause).split('\n')[0]}`,
      fix: 'Check that the values are what the model expects, and that every operator of it is registered',
    },
    { cause },
  );
