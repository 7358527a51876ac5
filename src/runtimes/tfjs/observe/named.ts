/** What exray uses of models for the names of their tensors, whatever their class. */
interface Named {
  /** LayersModel. */
  inputNames?: readonly string[];
  outputNames?: readonly string[];
  /** GraphModel: names by the signature where it has one. */
  inputNodes?: readonly string[];
  outputNodes?: readonly string[];
  signature?: { inputs?: Record<string, { resourceId?: unknown } | undefined>; outputs?: object };
  executor?: { graph?: Record<'inputs' | 'outputs', readonly { name: string; signatureKey?: string }[]> };
  /** Symbolic tensors of a LayersModel. */
  inputs?: readonly { name: string; sourceLayer?: { name: string } }[];
}

/** True for tensors of every copy of tfjs; symbolic tensors hold no values. */
export const isTensor = (value: unknown): boolean =>
  typeof (value as { dataSync?: unknown } | null | undefined)?.dataSync === 'function';

/** What the app gave a model, one tensor, several or an object of them, by the names of the model's inputs. */
export const namedInputs = (model: Named, given: unknown): Record<string, unknown> => {
  if (isTensor(given) || Array.isArray(given)) {
    const { inputNames, inputNodes, signature, inputs } = model;
    // Tables that the graph holds itself are inputs that no app gives.
    const nodes = inputNodes?.filter((name) => signature?.inputs?.[name]?.resourceId == null);
    // A Sequential names its inputs when it is built, by its first call.
    const layers =
      inputNames?.length === 0 ? inputs?.map(({ name, sourceLayer }) => sourceLayer?.name ?? name) : inputNames;
    // A SavedModel has its signature only.
    return inOrder([given].flat(), nodes ?? layers ?? Object.keys(signature?.inputs ?? {}), 'input');
  }
  return renamed(given, keys(model, 'inputs'));
};

/** What a model returned, by the names of its outputs or by those that the app asked for. */
export const namedOutputs = (
  model: Named,
  result: unknown,
  asked: readonly string[] | undefined,
): Record<string, unknown> => {
  const { outputNames, outputNodes, signature } = model;
  const named = keys(model, 'outputs');
  if (isTensor(result) || Array.isArray(result)) {
    const names = asked?.map((name) => named(name)) ?? outputNodes ?? outputNames;
    return inOrder([result].flat(), names ?? Object.keys(signature?.outputs ?? {}), 'output');
  }
  return renamed(result, named);
};

/** A graph's node has the name that its signature gives it, so that a tensor has one name whatever the app calls it. */
const keys = (model: Named, side: 'inputs' | 'outputs') => {
  const nodes = model.executor?.graph?.[side] ?? [];
  return (name: string): string => {
    const bare = name.replace(/:0$/, '');
    return nodes.find((node) => node.name === bare)?.signatureKey ?? bare;
  };
};

const inOrder = (values: readonly unknown[], names: readonly string[], side: string): Record<string, unknown> => {
  const all: Record<string, unknown> = {};
  for (const [at, value] of values.entries()) {
    const name = (names[at] ?? `${side}${at}`).replace(/:0$/, '');
    // Outputs of one layer have one name, its own.
    let own = name;
    for (let count = 1; Object.hasOwn(all, own); count++) own = `${name}:${count}`;
    all[own] = value;
  }
  return all;
};

const renamed = (given: unknown, name: (key: string) => string): Record<string, unknown> =>
  typeof given === 'object' && given !== null
    ? Object.fromEntries(Object.entries(given).map(([key, value]) => [name(key), value]))
    : {};
