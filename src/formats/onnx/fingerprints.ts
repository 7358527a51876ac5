import { realValues } from '../../tensor/realValues.ts';
import { type ConstantView, type Fingerprint, fingerprintOf } from '../fingerprintOf.ts';
import { blockWeights } from './blockWeights.ts';
import { constantValue } from './constants.ts';
import { constantView, dequantizedView } from './constantView.ts';
import { bareOp, type OnnxGraph, type OnnxNode } from './graph.ts';
import { groupsOf, type Operand, operandsOf } from './operands.ts';
import type { ExternalData } from './tensorData.ts';
import { asKernel, lastTwoSwapped, permuted } from './viewLayout.ts';

/**
 * Fingerprints of nodes' constant operands, each tensor read once, in ranges: kernels as [out, in/groups, ...],
 * matrices as [out, in], dequantized. Sketches are made when somebody asks: equal weights are told by their hash.
 */
export const fingerprints = (
  graph: OnnxGraph,
  external: ExternalData,
): ((node: OnnxNode) => readonly Fingerprint[]) => {
  const known = new Map<string, ((role: Fingerprint['role']) => Fingerprint) | undefined>();
  return (node) =>
    operandsOf(node).flatMap((operand) => {
      const name = node.inputs[operand.position] as string;
      if (graph.dependence(name) !== 'constant') return [];
      const key = keyOf(node, operand);
      if (!known.has(key)) {
        const view = canonical(graph, node, operand, external);
        known.set(key, view && fingerprintOf(view));
      }
      const described = known.get(key);
      return described ? [described(operand.role)] : [];
    });
};

const keyOf = (node: OnnxNode, operand: Operand): string => {
  const names = [operand.position, operand.scale, operand.zeroPoint, operand.scaleOfInput].map((at) =>
    at === undefined ? '' : node.inputs[at],
  );
  const own = operand.layout === 'blocks' || bareOp(node.op).endsWith('Integer') ? node.index : '';
  return JSON.stringify([names, operand.layout, operand.layout === 'transposed-kernel' ? groupsOf(node) : 1, own]);
};

const canonical = (
  graph: OnnxGraph,
  node: OnnxNode,
  operand: Operand,
  external: ExternalData,
): ConstantView | undefined => {
  if (operand.layout === 'blocks') return blockWeights(graph, node, external);
  const stored = constantView(graph, node.inputs[operand.position] as string, external);
  const view = stored && dequantized(graph, node, operand, stored, external);
  if (!view) return undefined;
  const rank = view.shape.length;
  if (operand.role === 'bias') return { ...view, shape: view.shape.filter((side) => side !== 1) };
  if (operand.layout === 'in-out') return rank < 2 ? view : permuted(view, lastTwoSwapped(rank));
  return operand.layout === 'transposed-kernel' ? asKernel(view, groupsOf(node)) : view;
};

const dequantized = (
  graph: OnnxGraph,
  node: OnnxNode,
  operand: Operand,
  view: ConstantView,
  external: ExternalData,
): ConstantView | undefined => {
  const scale = operand.scale === undefined ? integerScale(graph, node, operand) : node.inputs[operand.scale];
  const zeroPoint = operand.zeroPoint === undefined ? '' : (node.inputs[operand.zeroPoint] ?? '');
  if (!scale) return view;
  const byInput =
    operand.scaleOfInput === undefined
      ? undefined
      : constantValue(graph, node.inputs[operand.scaleOfInput] ?? '', external);
  const times = byInput && byInput.dtype !== 'string' ? (realValues(byInput)[0] ?? 1) : 1;
  const axis = operand.layout === 'in-out' ? view.shape.length - 1 : 0;
  return dequantizedView(graph, view, scale, zeroPoint, external, { axis, times });
};

/** MatMulInteger and ConvInteger: the weight's scale is multiplied in behind them, by Cast and Mul with a product of scales. */
const integerScale = (graph: OnnxGraph, node: OnnxNode, operand: Operand): string | undefined => {
  if (!bareOp(node.op).endsWith('Integer') || operand.role !== 'weight') return undefined;
  const [cast] = graph.consumers.get(node.outputs[0] ?? '') ?? [];
  const [product] = cast?.op === 'Cast' ? (graph.consumers.get(cast.outputs[0] ?? '') ?? []) : [];
  const factor = product?.op === 'Mul' ? product.inputs.find((name) => name !== cast?.outputs[0]) : undefined;
  if (factor === undefined) return undefined;
  if (graph.dependence(factor) === 'constant') return factor;
  const scales = graph.producers.get(factor);
  return scales?.op === 'Mul' ? scales.inputs.find((name) => graph.dependence(name) === 'constant') : undefined;
};
