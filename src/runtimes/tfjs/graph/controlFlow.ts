import type { Tensor } from '../../../tensor/tensor.ts';
import { type Engine, inScope } from '../engine.ts';
import { unobserved } from '../observe/tfjsWatch.ts';
import { copyOfGraph } from '../openModel.ts';
import { fromTf, toTf } from '../tensors.ts';
import type { GraphExecutor, GraphModel, TfTensor } from '../tf.ts';

/** Nodes that tfjs runs only asynchronously: branches and loops, results whose size the values decide, tables. */
const DYNAMIC = new Set(['control', 'dynamic', 'hash_table']);

/** True for a graph that has to be run by executeAsync. */
export const isDynamic = ({ executor: { graph } }: GraphModel): boolean =>
  Object.values(graph.nodes).some(({ category }) => DYNAMIC.has(category));

/** tfjs keeps every tensor of a run that begins while this is on. */
const FLAG = 'KEEP_INTERMEDIATE_TENSORS';

/**
 * Runs a graph with branches or loops and copies all that it computed: each node's outputs by the node's name, those of one
 * inside a loop by node and iteration (`node-/frame-2`). What tfjs made is gone afterwards.
 *
 * It runs a model of its own: a model keeps the tensors of one run only, and the app may use its own meanwhile.
 */
export const runDynamic = async (
  engine: Engine,
  model: GraphModel,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Map<string, (Tensor | undefined)[]>> => {
  const own = copyOfGraph(model);
  try {
    // A scope of the app may end while this waits.
    for (const tensor of Object.values(own.executor.weightMap).flat()) tensor.kept = true;
    // Tables are filled by a run of their own, which would come before the flag is read.
    own.setResourceIdToCapturedInput(await own.executeInitializerGraphAsync());
    return await runKeeping(engine, own, feeds);
  } finally {
    own.dispose();
  }
};

const runKeeping = async (
  engine: Engine,
  model: GraphModel,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Map<string, (Tensor | undefined)[]>> => {
  const inputs: Record<string, TfTensor> = {};
  let outputs: TfTensor[] = [];
  try {
    for (const [name, feed] of Object.entries(feeds)) {
      inputs[name] = toTf(engine, feed);
      inputs[name].kept = true;
    }
    // The model adds the tables that it holds itself to the inputs that it is given.
    const run = unobserved(() => keeping(engine, () => model.executeAsync({ ...inputs }, [...model.outputNodes])));
    outputs = [await run].flat();
    const kept = model.getIntermediateTensors() ?? {};
    return inScope(engine, () => copied(kept));
  } finally {
    const weights = new Set(Object.values(model.executor.weightMap).flatMap((all) => all.map(({ id }) => id)));
    forget(model.executor);
    for (const tensor of [...outputs, ...Object.values(inputs)]) {
      if (!weights.has(tensor.id) && !tensor.isDisposed) tensor.dispose();
    }
  }
};

/** The flag is read before the run first waits; it is not set through tfjs, which would warn of it. */
const keeping = <T>({ ENV: { flags } }: Engine, begin: () => T): T => {
  const before = Object.getOwnPropertyDescriptor(flags, FLAG);
  flags[FLAG] = true;
  try {
    return begin();
  } finally {
    if (before) Object.defineProperty(flags, FLAG, before);
    else delete flags[FLAG];
  }
};

const copied = (
  kept: Readonly<Record<string, (TfTensor | null | undefined)[] | null>>,
): Map<string, (Tensor | undefined)[]> =>
  new Map(
    Object.entries(kept).map(([key, tensors]) => [
      key,
      Array.from(tensors ?? [], (tensor) => (tensor && !tensor.isDisposed ? fromTf(tensor) : undefined)),
    ]),
  );

/** The tensors that a run kept, also those of the functions that it called. */
const forget = (executor: GraphExecutor): void => {
  executor.disposeIntermediateTensors();
  for (const one of Object.values(executor.functionExecutorMap ?? {})) one.disposeIntermediateTensors();
};
