import type { GraphNode } from '../tf.ts';
import type { Layout } from '../weights/canonical.ts';

/** What a constant operand of a node is; all that no rule names are plain constants. */
interface Rule {
  role: 'weight' | 'bias';
  layout: Layout;
}

const weight = (layout: Layout): Rule => ({ role: 'weight', layout });
const bias: Rule = { role: 'bias', layout: 'same' };
const kernel = [undefined, weight('kernel'), bias];
const depthwise = [undefined, weight('depthwise'), bias];

/** By position. Sources: tfjs-converter 4.22, operations/op_list, and TensorFlow's layouts of kernels. */
const RULES: Record<string, readonly (Rule | undefined)[]> = {
  Conv1D: kernel,
  Conv2D: kernel,
  _FusedConv2D: kernel,
  Conv3D: kernel,
  DepthwiseConv2d: depthwise,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2dNative: depthwise,
  Conv2DBackpropInput: [undefined, weight('transposed')],
  Conv2dTranspose: [undefined, weight('transposed')],
  BiasAdd: [undefined, bias],
  BiasAddV1: [undefined, bias],
  Gather: [weight('same')],
  GatherV2: [weight('same')],
  ResourceGather: [weight('same')],
};

const MATRICES = new Set(['MatMul', '_FusedMatMul', 'BatchMatMul', 'BatchMatMulV2']);

/** The rule for the operand of a node at a position. */
export const operandRule = (node: GraphNode, position: number): { role: Rule['role'] | 'constant'; layout: Layout } => {
  const rule = MATRICES.has(node.op) ? matrixRule(node, position) : RULES[node.op]?.[position];
  return rule ?? { role: 'constant', layout: 'same' };
};

const matrixRule = ({ attrParams }: GraphNode, position: number): Rule | undefined => {
  if (position === 0) return weight('same');
  if (position > 1) return bias;
  const turned = attrParams.transposeB?.value === true || attrParams.adjY?.value === true;
  return weight(turned ? 'same' : 'in-out');
};
