import { bareOp, intAttribute, type OnnxGraph, type OnnxNode } from './graph.ts';

/** Names of the tensors that hold a quantized tensor's scale and zero point ('' where there is none). */
export interface Grid {
  scale: string;
  zeroPoint: string;
  /** Given where the operator takes one scale per slice along an axis. */
  axis?: number;
  /** Seen through operators that move values: an axis of the other tensor means nothing here. */
  moved?: boolean;
}

/** Input positions of the result's scale and zero point. */
const WRITES: Record<string, readonly [number, number]> = {
  QuantizeLinear: [1, 2],
  QLinearConv: [6, 7],
  QLinearMatMul: [6, 7],
  QLinearAdd: [6, 7],
  QLinearMul: [6, 7],
  QGemm: [7, 8],
  QLinearGlobalAveragePool: [3, 4],
  QLinearAveragePool: [3, 4],
  QLinearReduceMean: [3, 4],
  QLinearSigmoid: [3, 4],
  QLinearLeakyRelu: [3, 4],
  QLinearSoftmax: [3, 4],
  QLinearConcat: [0, 1],
  QLinearWhere: [7, 8],
};

/** Input position of a quantized operand: positions of its scale and zero point. */
const UNARY = { 0: [1, 2] } as const;
const BINARY = { 0: [1, 2], 3: [4, 5] } as const;
const READS: Record<string, Record<number, readonly [number, number]>> = {
  DequantizeLinear: UNARY,
  QLinearConv: BINARY,
  QLinearMatMul: BINARY,
  QLinearAdd: BINARY,
  QLinearMul: BINARY,
  QGemm: BINARY,
  QLinearGlobalAveragePool: UNARY,
  QLinearAveragePool: UNARY,
  QLinearReduceMean: UNARY,
  QLinearSigmoid: UNARY,
  QLinearLeakyRelu: UNARY,
  QLinearSoftmax: UNARY,
  QLinearWhere: { 1: [2, 3], 4: [5, 6] },
  MatMulIntegerToFloat: { 0: [2, 4], 1: [3, 5] },
};

/** Operators that move values and leave them as they are: the grid passes through. */
const MOVES = new Set(
  'Flatten Reshape Transpose MaxPool NhwcMaxPool Squeeze Unsqueeze Identity Slice Gather Expand Tile Split DepthToSpace SpaceToDepth Pad Concat'.split(
    ' ',
  ),
);

const gridAt = (node: OnnxNode, [scale, zeroPoint]: readonly [number, number]): Grid | undefined => {
  const name = node.inputs[scale];
  if (!name || intAttribute(node.proto, 'block_size', 0) > 0) return undefined; // blocks are for weights
  const linear = /^(De)?[Qq]uantizeLinear$/.test(bareOp(node.op));
  return {
    scale: name,
    zeroPoint: node.inputs[zeroPoint] ?? '',
    ...(linear ? { axis: intAttribute(node.proto, 'axis', 1) } : {}),
  };
};

/** The grid on which a node takes the tensor that it reads at `position`. */
export const gridReadBy = (node: OnnxNode, position: number): Grid | undefined => {
  const op = bareOp(node.op);
  const at =
    op === 'QLinearConcat' && position >= 2 && (position - 2) % 3 === 0
      ? ([position + 1, position + 2] as const)
      : READS[op]?.[position];
  return at && gridAt(node, at);
};

/** The grid on which a tensor was written by the node that makes it, also through operators that only move values. */
export const writersGrid = (graph: OnnxGraph, tensor: string): Grid | undefined => {
  const seen = new Set<OnnxNode>();
  for (let name = tensor; ; ) {
    const node = graph.producers.get(name);
    if (!node || seen.has(node)) return undefined;
    seen.add(node);
    const op = bareOp(node.op);
    const moved = seen.size > 1;
    if (op === 'DynamicQuantizeLinear' && node.outputs[0] === name) {
      return { scale: node.outputs[1] ?? '', zeroPoint: node.outputs[2] ?? '' };
    }
    const at = WRITES[op];
    if (at && node.outputs[0] === name) return movedGrid(gridAt(node, at), moved);
    if (!MOVES.has(op)) return undefined;
    name = node.inputs[0] ?? '';
  }
};

/** The grids on which a tensor's readers take it, also behind operators that only move values. */
export const readersGrids = (graph: OnnxGraph, tensor: string): Grid[] => {
  const grids: Grid[] = [];
  const names = new Set([tensor]);
  for (const name of names) {
    for (const node of graph.consumers.get(name) ?? []) {
      for (const [position, input] of node.inputs.entries()) {
        const grid = input === name ? movedGrid(gridReadBy(node, position), name !== tensor) : undefined;
        if (grid) grids.push(grid);
      }
      const op = bareOp(node.op);
      if (MOVES.has(op) && (node.inputs[0] === name || op === 'Concat'))
        for (const output of node.outputs) names.add(output);
    }
  }
  return grids;
};

const movedGrid = (grid: Grid | undefined, moved: boolean): Grid | undefined =>
  grid && (moved ? { ...grid, moved } : grid);
