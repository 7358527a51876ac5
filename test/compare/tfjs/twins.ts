import { readFileSync } from 'node:fs';
import { constantView } from '../../../src/formats/onnx/constantView.ts';
import { graphOf } from '../../../src/formats/onnx/graph.ts';
import { readModel } from '../../../src/formats/onnx/readModel.ts';
import { permute } from '../../../src/tensor/permute.ts';
import { elementCount, type Tensor } from '../../../src/tensor/tensor.ts';
import { type TfjsModel, tf } from './tfjsModels.ts';

type Values = Record<string, Tensor>;

/** Normalization that was folded into a convolution, unfolded again: any scale and mean give the same network. */
const EPSILON = 1e-3;

const fixture = 'fixtures/models/graphs/twin-nhwc.onnx';

/** Weights of the twin network as TensorFlow has them; `<layer>/gamma` and so on where it normalizes by itself. */
const weights = (): Values => {
  const graph = graphOf(readModel(readFileSync(fixture)));
  const values: Values = {};
  const read = (name: string): Tensor => {
    const view = constantView(graph, name, {});
    if (!view) throw new Error(`no ${name}`);
    return { dtype: 'float32', shape: view.shape, data: view.read(0, elementCount(view.shape)).slice() };
  };
  for (const layer of ['stem', 'depthwise', 'project', 'head', 'classes']) {
    const [weight, bias] = [read(`${layer}.weight`), read(`${layer}.bias`)];
    if (/stem|depthwise|head/.test(layer)) unfold(values, layer, weight, bias);
    values[`${layer}/bias`] = bias;
    const axes = layer === 'classes' ? [1, 0] : layer === 'depthwise' ? [2, 3, 0, 1] : [2, 3, 1, 0];
    values[`${layer}/kernel`] = permute(weight, axes);
  }
  return values;
};

/** `kernel x gamma / deviation` and `beta - mean x gamma / deviation` are the folded kernel and bias. */
const unfold = (values: Values, layer: string, weight: Tensor, bias: Tensor): void => {
  const count = bias.data.length;
  const vector = (make: (i: number) => number): Tensor => ({
    dtype: 'float32',
    shape: [count],
    data: Float32Array.from({ length: count }, (_, i) => make(i)),
  });
  const gamma = vector((i) => 0.4 + 0.3 * i);
  const mean = vector((i) => 0.2 * i - 0.5);
  const variance = vector((i) => 0.5 + (i % 3));
  const factor = (i: number) => (gamma.data[i] as number) / Math.sqrt((variance.data[i] as number) + EPSILON);
  values[`${layer}/beta`] = vector((i) => (bias.data[i] as number) + (mean.data[i] as number) * factor(i));
  Object.assign(values, {
    [`${layer}/gamma`]: gamma,
    [`${layer}/mean`]: mean,
    [`${layer}/variance`]: variance,
  });
  const inner = weight.data.length / count;
  for (let i = 0; i < weight.data.length; i++)
    (weight.data as Float32Array)[i] = (weight.data[i] as number) / factor(Math.floor(i / inner));
};

/** The twin as Keras builds it: normalization by itself, hard swish of parts, softmax fused into the last layer. */
export const layersTwin = (change: (values: Values) => void = () => {}): TfjsModel => {
  const { layers } = tf();
  const values = weights();
  change(values);
  const conv = { padding: 'same', useBias: false, kernelSize: 3 } as const;
  const pixels = tf().input({ shape: [16, 16, 3], name: 'pixels' });
  const norm = (name: string) => layers.batchNormalization({ name, epsilon: EPSILON });
  let x = layers.conv2d({ ...conv, name: 'c1', filters: 8, strides: 2 }).apply(pixels);
  x = norm('n1').apply(x);
  let gate = layers.rescaling({ name: 'shift', scale: 1, offset: 3 }).apply(x);
  gate = layers.reLU({ name: 'gate', maxValue: 6 }).apply(gate);
  const product = layers.multiply({ name: 'product' }).apply([x, gate] as never);
  const swish = layers.rescaling({ name: 'swish', scale: 1 / 6, offset: 0 }).apply(product);
  x = layers.depthwiseConv2d({ ...conv, name: 'd2' }).apply(swish);
  x = norm('n2').apply(x);
  x = layers.reLU({ name: 'r2', maxValue: 6 }).apply(x);
  x = layers.conv2d({ ...conv, name: 'c3', filters: 8, kernelSize: 1, useBias: true }).apply(x);
  x = layers.add({ name: 'skip' }).apply([swish, x] as never);
  x = layers.conv2d({ ...conv, name: 'c4', filters: 8 }).apply(x);
  x = norm('n4').apply(x);
  x = layers.activation({ name: 'a4', activation: 'relu' }).apply(x);
  x = layers.flatten({ name: 'flat' }).apply(x);
  x = layers.dense({ name: 'dense', units: 5, activation: 'softmax' }).apply(x);
  const model = tf().model({ inputs: pixels, outputs: x as never, name: 'twin' });
  const set = (name: string, ...parts: string[]) =>
    model.getLayer(name).setWeights(
      parts.map((part) => {
        const { data, shape } = values[part] as Tensor;
        return tf().tensor(data as Float32Array, [...shape]);
      }),
    );
  for (const [conv, norm, layer] of [
    ['c1', 'n1', 'stem'],
    ['d2', 'n2', 'depthwise'],
    ['c4', 'n4', 'head'],
  ] as const) {
    set(conv, `${layer}/kernel`);
    set(norm, ...['gamma', 'beta', 'mean', 'variance'].map((part) => `${layer}/${part}`));
  }
  set('c3', 'project/kernel', 'project/bias');
  set('dense', 'classes/kernel', 'classes/bias');
  return model as unknown as TfjsModel;
};

const list = (...i: number[]) => ({ list: { i: i.map(String) } });
const text = (value: string) => ({ s: Buffer.from(value).toString('base64') });

/** The twin as a TensorFlow graph that nobody optimized: every op by itself. */
export const graphTwin = async (change: (values: Values) => void = () => {}): Promise<TfjsModel> => {
  const values = weights();
  change(values);
  const float = { dtype: { type: 'DT_FLOAT' } };
  const node = (name: string, op: string, input: string[], attr: object = {}) => ({ name, op, input, attr });
  const dims = [-1, 16, 16, 3].map((size) => ({ size: String(size) }));
  const window = (stride: number) => ({
    strides: list(1, stride, stride, 1),
    dilations: list(1, 1, 1, 1),
    padding: text('SAME'),
    data_format: text('NHWC'),
  });
  const norm = (layer: string, from: string) =>
    node(
      `net/${layer}/bn`,
      'FusedBatchNormV3',
      [from, ...['gamma', 'beta', 'mean', 'variance'].map((part) => `${layer}/${part}`)],
      { epsilon: { f: EPSILON }, data_format: text('NHWC'), is_training: { b: false } },
    );
  const isRead = (name: string) => !/^(stem|depthwise|head).bias$/.test(name);
  const constants: Values = {
    ...Object.fromEntries(Object.entries(values).filter(([name]) => isRead(name))),
    three: { dtype: 'float32', shape: [], data: Float32Array.of(3) },
    sixth: { dtype: 'float32', shape: [], data: Float32Array.of(1 / 6) },
    sides: { dtype: 'int32', shape: [2], data: Int32Array.of(-1, 512) },
  };
  const nodes = [
    node('pixels', 'Placeholder', [], { ...float, shape: { shape: { dim: dims } } }),
    node('net/c1', 'Conv2D', ['pixels', 'stem/kernel'], window(2)),
    norm('stem', 'net/c1'),
    node('net/shift', 'AddV2', ['net/stem/bn', 'three']),
    node('net/gate', 'Relu6', ['net/shift']),
    node('net/product', 'Mul', ['net/stem/bn', 'net/gate']),
    node('net/swish', 'Mul', ['net/product', 'sixth']),
    node('net/d2', 'DepthwiseConv2dNative', ['net/swish', 'depthwise/kernel'], window(1)),
    norm('depthwise', 'net/d2'),
    node('net/r2', 'Relu6', ['net/depthwise/bn']),
    node('net/c3', 'Conv2D', ['net/r2', 'project/kernel'], window(1)),
    node('net/c3/bias', 'BiasAdd', ['net/c3', 'project/bias'], { data_format: text('NHWC') }),
    node('net/skip', 'AddV2', ['net/swish', 'net/c3/bias']),
    node('net/c4', 'Conv2D', ['net/skip', 'head/kernel'], window(1)),
    norm('head', 'net/c4'),
    node('net/a4', 'Relu', ['net/head/bn']),
    node('net/flat', 'Reshape', ['net/a4', 'sides']),
    node('net/dense', 'MatMul', ['net/flat', 'classes/kernel'], {
      transpose_a: { b: false },
      transpose_b: { b: false },
    }),
    node('net/dense/bias', 'BiasAdd', ['net/dense', 'classes/bias'], { data_format: text('NHWC') }),
    node('net/softmax', 'Softmax', ['net/dense/bias']),
    ...Object.entries(constants).map(([name, { dtype, shape }]) =>
      node(name, 'Const', [], {
        dtype: { type: dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT' },
        value: { tensor: { tensorShape: { dim: shape.map((size) => ({ size: String(size) })) } } },
      }),
    ),
  ];
  const all = Object.entries(constants);
  const parts = all.map(([, { data }]) => Buffer.from((data as Float32Array).buffer.slice(0) as ArrayBuffer));
  const model = await tf().loadGraphModel({
    load: async () => ({
      format: 'graph-model',
      modelTopology: { node: nodes, versions: {} },
      weightSpecs: all.map(([name, { dtype, shape }]) => ({ name, shape: [...shape], dtype: dtype as 'float32' })),
      weightData: Uint8Array.from(Buffer.concat(parts)).buffer,
    }),
  });
  return model as unknown as TfjsModel;
};
