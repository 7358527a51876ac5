import { constantView } from './constantView.ts';
import { attributeOf, bareOp, intAttribute, type OnnxGraph, type OnnxNode } from './graph.ts';
import type { ExternalData } from './tensorData.ts';

/** Position of the kernel among a convolution's inputs. */
const KERNEL: Record<string, number> = { Conv: 1, FusedConv: 1, ConvTranspose: 1, ConvInteger: 1, QLinearConv: 3 };
/** What onnxruntime writes for providers that compute channels last. */
const CHANNELS_LAST = /^com\.ms\.internal\.nhwc\.|^com\.microsoft\.Nhwc/;

/**
 * How a graph lays pictures out, told by its convolutions of pictures: ONNX's own operators have the channels first.
 * Without any, or with some of each kind, nothing is said: a tensor of four sides may be anything then.
 */
export const imageLayout = (graph: OnnxGraph, external: ExternalData): 'NCHW' | 'NHWC' | 'unknown' => {
  const layouts = new Set(graph.nodes.flatMap((node) => layoutOf(graph, node, external) ?? []));
  const [only] = layouts;
  return layouts.size === 1 && only !== undefined ? only : 'unknown';
};

const layoutOf = (graph: OnnxGraph, node: OnnxNode, external: ExternalData): 'NCHW' | 'NHWC' | undefined => {
  if (CHANNELS_LAST.test(node.op)) return 'NHWC';
  const position = KERNEL[bareOp(node.op)];
  if (position === undefined || !isOfPictures(graph, node, position, external)) return undefined;
  return intAttribute(node.proto, 'channels_last', 0) === 1 ? 'NHWC' : 'NCHW';
};

/** The kernel has two sides besides its channels. */
const isOfPictures = (graph: OnnxGraph, node: OnnxNode, position: number, external: ExternalData): boolean => {
  const kernel = attributeOf(node.proto, 'kernel_shape')?.ints.length;
  return kernel !== undefined
    ? kernel === 2
    : constantView(graph, node.inputs[position] ?? '', external)?.shape.length === 4;
};
