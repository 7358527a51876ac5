import { tf } from './models.ts';

/** A node of a GraphDef, its attributes as in a model.json. */
export interface HandMadeNode {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, unknown>;
}

const text = (value: string) => ({ s: Buffer.from(value).toString('base64') });
const float = { type: 'DT_FLOAT' };
const int = { type: 'DT_INT32' };

/** An input. */
export const placeholder = (name: string, dtype: string, sides: number[]): HandMadeNode => ({
  name,
  op: 'Placeholder',
  attr: { dtype: { type: dtype }, shape: { shape: { dim: sides.map((size) => ({ size: String(size) })) } } },
});

/** A node that reads others. */
export const node = (name: string, op: string, input: string[], attr: Record<string, unknown> = { T: float }) => ({
  name,
  op,
  input,
  attr,
});

type Constant = { shape: number[]; values: Float32Array | Int32Array };

/** A GraphModel as the converter would write it, of nodes and constants. */
export const graphModel = async (
  nodes: HandMadeNode[],
  constants: Record<string, Constant>,
  more: { outputs?: Record<string, string>; library?: object } = {},
) => {
  const names = Object.keys(constants);
  const typeOf = ({ values }: Constant) => (values instanceof Int32Array ? 'int32' : 'float32');
  const consts = names.map((name) => ({
    name,
    op: 'Const',
    attr: { dtype: typeOf(constants[name] as Constant) === 'int32' ? int : float },
  }));
  const outputs = more.outputs && {
    outputs: Object.fromEntries(Object.entries(more.outputs).map(([key, name]) => [key, { name }])),
  };
  const all = names.map((name) => constants[name] as Constant);
  return tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology: {
        node: [...consts, ...nodes],
        versions: { producer: 1, minConsumer: 0 },
        ...(more.library && { library: more.library }),
      },
      weightSpecs: names.map((name, i) => ({ name, shape: all[i]?.shape ?? [], dtype: typeOf(all[i] as Constant) })),
      weightData: new Uint8Array(Buffer.concat(all.map(({ values }) => Buffer.from(values.buffer)))).buffer,
      format: 'graph-model',
      ...(outputs && { signature: outputs as never }),
    }),
  );
};

/** `while (i < 3) { i += 1; x *= 2 }` in the nodes of TensorFlow 1. */
export const loop = () =>
  graphModel(
    [
      placeholder('x', 'DT_FLOAT', [2]),
      ...['zero', 'x', 'limit', 'one', 'two'].map((from) =>
        node(`${from}/enter`, 'Enter', [from], {
          frame_name: text('loop'),
          is_constant: { b: ['limit', 'one', 'two'].includes(from) },
        }),
      ),
      node('i/merge', 'Merge', ['zero/enter', 'i/next']),
      node('x/merge', 'Merge', ['x/enter', 'x/next']),
      node('less', 'Less', ['i/merge', 'limit/enter']),
      node('cond', 'LoopCond', ['less']),
      node('i/switch', 'Switch', ['i/merge', 'cond']),
      node('x/switch', 'Switch', ['x/merge', 'cond']),
      node('add', 'AddV2', ['i/switch:1', 'one/enter']),
      node('mul', 'Mul', ['x/switch:1', 'two/enter']),
      node('i/next', 'NextIteration', ['add']),
      node('x/next', 'NextIteration', ['mul']),
      node('x/exit', 'Exit', ['x/switch']),
      node('out', 'Identity', ['x/exit']),
    ],
    {
      zero: { shape: [], values: Int32Array.of(0) },
      limit: { shape: [], values: Int32Array.of(3) },
      one: { shape: [], values: Int32Array.of(1) },
      two: { shape: [], values: Float32Array.of(2) },
    },
    { outputs: { result: 'out:0' } },
  );

/** `p ? x * 2 : -x`: in the nodes of TensorFlow 1, and as a function call of TensorFlow 2. */
export const branch = (kind: 'switch' | 'function') => {
  const inputs = [placeholder('p', 'DT_BOOL', []), placeholder('x', 'DT_FLOAT', [2])];
  const two = { two: { shape: [], values: Float32Array.of(2) } };
  const outputs = { outputs: { result: 'out:0' } };
  if (kind === 'switch') {
    const nodes = [
      node('switch', 'Switch', ['x', 'p']),
      node('neg', 'Neg', ['switch:0']),
      node('mul', 'Mul', ['switch:1', 'two']),
      node('merge', 'Merge', ['neg', 'mul']),
      node('out', 'Identity', ['merge']),
    ];
    return graphModel([...inputs, ...nodes], two, outputs);
  }
  const body = (name: string, op: string, input: string[]) => ({
    signature: { name, inputArg: [{ name: 'x', type: 'DT_FLOAT' }], outputArg: [{ name: 'y', type: 'DT_FLOAT' }] },
    nodeDef: [node(`${name}_op`, op, input)],
    ret: { y: `${name}_op:z:0` },
  });
  const call = node('call', 'StatelessIf', ['p', 'x'], {
    then_branch: { func: { name: 'square' } },
    else_branch: { func: { name: 'negate' } },
  });
  return graphModel(
    [...inputs, call, node('out', 'Identity', ['call'])],
    {},
    { ...outputs, library: { function: [body('square', 'Square', ['x']), body('negate', 'Neg', ['x'])] } },
  );
};

/** Texts, bools and whole numbers on the way, and a node with two results. */
export const types = () =>
  graphModel(
    [
      placeholder('words', 'DT_STRING', [-1]),
      placeholder('x', 'DT_FLOAT', [-1, 4]),
      node('clean', 'StaticRegexReplace', ['words'], {
        pattern: text('[!?]'),
        rewrite: text('.'),
        replace_global: { b: true },
      }),
      node('split', 'Split', ['axis', 'x'], { num_split: { i: '2' }, T: float }),
      node('more', 'Greater', ['split', 'split:1']),
      node('shape', 'Shape', ['x'], { out_type: int }),
      node('best', 'ArgMax', ['x', 'axis'], { output_type: int }),
    ],
    { axis: { shape: [], values: Int32Array.of(1) } },
    { outputs: { text: 'clean:0', flags: 'more:0', index: 'best:0', size: 'shape:0', right: 'split:1' } },
  );
