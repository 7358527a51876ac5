import { bareOp, type OnnxGraph } from './graph.ts';

const DYNAMIC = new Set(
  'DynamicQuantizeLinear DynamicQuantizeMatMul DynamicQuantizeLSTM MatMulInteger MatMulIntegerToFloat ConvInteger'.split(
    ' ',
  ),
);
const WEIGHTS_ONLY = new Set('MatMulNBits MatMulBnb4 GatherBlockQuantized QMoE'.split(' '));

/**
 * How a model is quantized: `static` with stored scales of activations, `dynamic` with scales computed at run time,
 * `weights` where only weights are; undefined where nothing is.
 */
export const quantizationKind = (graph: OnnxGraph): 'static' | 'dynamic' | 'weights' | undefined => {
  let kind: 'dynamic' | 'weights' | undefined;
  for (const node of graph.nodes) {
    const op = bareOp(node.op);
    const isConstant = (position: number) => graph.dependence(node.inputs[position] ?? '') === 'constant';
    if (op.startsWith('QLinear') || op === 'QGemm') return 'static';
    if (op === 'QuantizeLinear' && !isConstant(0)) {
      if (isConstant(1)) return 'static';
      kind = 'dynamic';
    } else if (DYNAMIC.has(op)) kind = 'dynamic';
    else if (WEIGHTS_ONLY.has(op) || (op === 'DequantizeLinear' && isConstant(0))) kind ??= 'weights';
  }
  return kind;
};
