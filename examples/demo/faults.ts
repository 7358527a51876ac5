import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  TensorProtoSchema,
} from '../../src/formats/onnx/schema_pb.ts';

/** ONNX's numbers of element types. */
const INT8 = 3;
const INT32 = 6;

/** A model with all weights of one layer multiplied by a factor. */
export const scaleWeights = (model: Uint8Array, layer: string, factor: number): Uint8Array =>
  edit(model, (graph) => {
    const weight = initializer(graph, `${layer}/weight`);
    writeFloats(
      weight,
      floats(weight).map((value) => value * factor),
    );
  });

/**
 * A model with one layer as a short training leaves it: each weight moved at random, by `amount` of the weights' root mean
 * square on average. The same model every time.
 */
export const retrainLayer = (model: Uint8Array, layer: string, amount: number): Uint8Array =>
  edit(model, (graph) => {
    const weight = initializer(graph, `${layer}/weight`);
    const values = floats(weight);
    const step = amount * Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    const random = seeded(1);
    writeFloats(
      weight,
      values.map((value) => value + step * normal(random)),
    );
  });

/** A model in which one activation passes its input on. */
export const loseActivation = (model: Uint8Array, activation: string): Uint8Array =>
  edit(model, (graph) => {
    const node = producer(graph, activation);
    node.opType = 'Identity';
    node.input = node.input.slice(0, 1);
    node.attribute = [];
  });

/**
 * The quantized model as it is when every weight tensor gets one scale, instead of one for each output channel: the
 * activations' scales stay, weights and biases are quantized anew from the float model. What
 * `onnxruntime.quantization.quantize_static(per_channel=False)` makes of the same float model, but for the rounding of
 * halves.
 */
export const quantizePerTensor = (quantized: Uint8Array, float: Uint8Array): Uint8Array => {
  const exact = graphOf(parse(float));
  return edit(quantized, (graph) => {
    for (const layer of graph.node.filter(({ opType }) => opType === 'Conv' || opType === 'Gemm')) {
      const [input, weight, bias] = layer.input.map((name) => producer(graph, name)) as [
        NodeProto,
        NodeProto,
        NodeProto,
      ];
      const exactLayer = producer(exact, layer.output[0] as string, layer.name);

      const values = floats(initializer(exact, exactLayer.input[1] as string));
      const scale = Math.fround(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127);
      const integers = Int8Array.from(values, (value) => clamp(Math.round(value / scale), 127));
      regrid(graph, weight, bytesOf(integers), [], INT8, scale);

      const inputScale = floats(initializer(graph, input.input[1] as string))[0] as number;
      const biasScale = Math.fround(scale * inputScale);
      const biases = floats(initializer(exact, exactLayer.input[2] as string));
      const biasIntegers = Int32Array.from(biases, (value) => clamp(Math.round(value / biasScale), 2 ** 31 - 1));
      regrid(graph, bias, bytesOf(biasIntegers), [1n], INT32, biasScale);
    }
  });
};

/** Gives a DequantizeLinear of constants new integers and one scale with the zero point 0. */
const regrid = (
  graph: GraphProto,
  dequantize: NodeProto,
  integers: Uint8Array,
  dims: bigint[],
  dataType: number,
  scale: number,
): void => {
  const [value, scaleName, zeroPoint] = dequantize.input as [string, string, string];
  initializer(graph, value).rawData = integers;
  const zero = create(TensorProtoSchema, {
    name: zeroPoint,
    dims,
    dataType,
    rawData: new Uint8Array(dataType === INT8 ? 1 : 4),
  });
  graph.initializer = graph.initializer.map((tensor) => (tensor.name === zeroPoint ? zero : tensor));
  const step = initializer(graph, scaleName);
  step.dims = dims;
  writeFloats(step, [scale]);
};

const edit = (model: Uint8Array, change: (graph: GraphProto) => void): Uint8Array => {
  const message = parse(model);
  change(graphOf(message));
  return toBinary(ModelProtoSchema, message);
};

const parse = (model: Uint8Array): ModelProto => fromBinary(ModelProtoSchema, model);

const graphOf = (model: ModelProto): GraphProto => found(model.graph, 'a graph');

const initializer = (graph: GraphProto, name: string): TensorProto =>
  found(
    graph.initializer.find((tensor) => tensor.name === name),
    `the weights ${name}`,
  );

/** The node that makes a tensor; where it has another name in this graph, the node called `name`. */
const producer = (graph: GraphProto, output: string, name?: string): NodeProto =>
  found(
    graph.node.find((node) => node.name === name) ?? graph.node.find((node) => node.output.includes(output)),
    `a node that makes ${output}`,
  );

const found = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`the model has not ${what}`);
  return value;
};

const floats = (tensor: TensorProto): number[] => {
  if (tensor.rawData.length === 0) return tensor.floatData;
  const copy = new Uint8Array(tensor.rawData);
  return [...new Float32Array(copy.buffer, 0, copy.length / 4)];
};

const writeFloats = (tensor: TensorProto, values: readonly number[]): void => {
  tensor.floatData = [];
  tensor.rawData = bytesOf(Float32Array.from(values));
};

const bytesOf = (values: Float32Array | Int8Array | Int32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
const seeded =
  (seed: number): (() => number) =>
  () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), seed | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };

/** Normally distributed, mean 0, standard deviation 1 (Box-Muller). */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));
