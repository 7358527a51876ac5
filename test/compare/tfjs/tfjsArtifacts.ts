import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constantView } from '../../../src/formats/onnx/constantView.ts';
import { graphOf } from '../../../src/formats/onnx/graph.ts';
import { readModel } from '../../../src/formats/onnx/readModel.ts';
import { encodeFloat16 } from '../../../src/tensor/float16.ts';
import { permute } from '../../../src/tensor/permute.ts';
import { elementCount, type Tensor } from '../../../src/tensor/tensor.ts';

/** One weight as a model.json lists it. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32';
  quantization?: { dtype: string; original_dtype?: string };
}

/** What `tf.io.fromMemory` takes. */
export interface TfjsArtifacts {
  format: string;
  generatedBy: string;
  convertedBy: string;
  modelTopology: object;
  signature?: object;
  weightSpecs: WeightSpec[];
  weightData: ArrayBuffer;
}

interface GraphNode {
  name: string;
  input?: string[];
}

/**
 * The TensorFlow.js form of the EfficientNet that an ONNX file holds: the topology of a converted model, its weights out of
 * the file's initializers. So the full model needs no weights of its own in the repository, and a faulty ONNX file whose
 * weights are at fault makes a TensorFlow.js model with the same fault.
 *
 * @param folder of a model.json; `float32` stores weights as they are, where the model.json says float16
 */
export const tfjsArtifacts = (folder: string, onnx: string, stored?: 'float32'): TfjsArtifacts => {
  const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  const weights: WeightSpec[] = model.weightsManifest[0].weights;
  const graph = graphOf(readModel(readFileSync(onnx)));
  const sources = sourcesOf(model.modelTopology.node ?? []);
  const specs = weights.map(
    ({ quantization, ...spec }): WeightSpec =>
      quantization && stored !== 'float32' ? { ...spec, quantization } : spec,
  );
  const parts = specs.map((spec) => {
    const source = sources.get(spec.name) ?? kerasSource(spec.name);
    if (spec.dtype === 'int32') return bytesOf(Int32Array.from(smallConstants(spec.name)));
    const view = constantView(graph, source, {});
    if (view === undefined) throw new Error(`${onnx} has no ${source}`);
    const { data } = asTfjs(
      { dtype: 'float32', shape: view.shape, data: view.read(0, elementCount(view.shape)) },
      spec,
    );
    return bytesOf(spec.quantization ? encodeFloat16(data as Float32Array) : (data as Float32Array));
  });
  const { format, generatedBy, convertedBy, modelTopology, signature } = model;
  return {
    ...{ format, generatedBy, convertedBy, modelTopology },
    ...(signature && { signature }),
    weightSpecs: specs,
    weightData: Uint8Array.from(Buffer.concat(parts)).buffer,
  };
};

/** Weights of a graph by the nodes that read them: kernel and bias of the layer that gave the node its name. */
const sourcesOf = (nodes: readonly GraphNode[]): Map<string, string> =>
  new Map(
    nodes.flatMap(({ name, input = [] }) => {
      const layer = name.replace(/^PartitionedCall\//, '').replace(/\/(relu6|conv2d)$/, '');
      const [, kernel = '', bias = ''] = input;
      return [
        [kernel, `${layer}/weight`],
        [bias, `${layer}/bias`],
      ] as [string, string][];
    }),
  );

/** `block00_depthwise/depthwise_kernel` is `block00/depthwise/weight`. */
const kerasSource = (name: string): string =>
  name.replace(/^(block\d+|stem|head)_/, '$1/').replace(/\/(depthwise_)?kernel$/, '/weight');

/** The axes that the pool reduces, and the shape behind it. */
const smallConstants = (name: string): number[] => (name.endsWith('reduction_indices') ? [1, 2] : [-1, 1280]);

/** Kernels from [out, in, height, width] to [height, width, in, out], depthwise ones with their channels third; matrices turned. */
const asTfjs = (weight: Tensor, { shape }: WeightSpec): Tensor => {
  const axes = weight.shape.length === 4 ? (isDepthwise(weight.shape, shape) ? [2, 3, 0, 1] : [2, 3, 1, 0]) : [1, 0];
  const turned = weight.shape.length < 2 ? weight : permute(weight, axes);
  if (turned.shape.join() !== shape.join()) throw new Error(`[${weight.shape}] does not become [${shape}]`);
  return turned;
};

const isDepthwise = ([out, inputs]: readonly number[], shape: readonly number[]): boolean =>
  inputs === 1 && shape[2] === out && shape[3] === 1;

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
