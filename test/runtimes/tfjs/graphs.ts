import { tf } from './models.ts';

type Attributes = Record<string, unknown>;

/** A node of a GraphDef, as tfjs's JSON writes it. */
export const node = (name: string, op: string, input: string[], attr: Attributes = {}) => ({
  name,
  op,
  input,
  attr: { T: { type: 'DT_FLOAT' }, ...attr },
});

export const placeholder = (name: string, dtype: string, shape: readonly number[]) =>
  node(name, 'Placeholder', [], {
    dtype: { type: dtype },
    shape: { shape: { dim: shape.map((size) => ({ size: String(size) })) } },
  });

const scalar = (name: string) =>
  node(name, 'Const', [], { dtype: { type: 'DT_FLOAT' }, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: {} } } });

/** A GraphModel of these nodes, and of weights that are scalars. */
export const graphOf = (
  nodes: ReturnType<typeof node>[],
  signature?: object,
  weights: Record<string, number> = {},
): Promise<InstanceType<typeof tf.GraphModel>> =>
  tf.loadGraphModel({
    load: async () => ({
      modelTopology: { versions: { producer: 987 }, node: nodes },
      weightSpecs: Object.keys(weights).map((name) => ({ name, shape: [], dtype: 'float32' as const })),
      weightData: Float32Array.from(Object.values(weights)).buffer,
      ...(signature !== undefined && { signature }),
    }),
  }) as Promise<InstanceType<typeof tf.GraphModel>>;

/** Counts its input up to 3, one by one, in a loop. */
export const controlFlow = () =>
  graphOf(
    [
      placeholder('x', 'DT_FLOAT', []),
      scalar('limit'),
      scalar('one'),
      node('enter', 'Enter', ['x'], { frame_name: { s: 'bG9vcA==' } }),
      node('limitIn', 'Enter', ['limit'], { frame_name: { s: 'bG9vcA==' }, is_constant: { b: true } }),
      node('oneIn', 'Enter', ['one'], { frame_name: { s: 'bG9vcA==' }, is_constant: { b: true } }),
      node('merge', 'Merge', ['enter', 'next'], { N: { i: '2' } }),
      node('less', 'Less', ['merge', 'limitIn']),
      node('condition', 'LoopCond', ['less']),
      node('switch', 'Switch', ['merge', 'condition']),
      node('add', 'AddV2', ['switch:1', 'oneIn']),
      node('next', 'NextIteration', ['add']),
      node('y', 'Exit', ['switch']),
    ],
    undefined,
    { limit: 3, one: 1 },
  );
