import { attributeOf, bareOp, intAttribute, type OnnxNode } from './graph.ts';

/**
 * How a stored operand lies against its canonical form: `same`, a matrix that is stored [in, out], a transposed
 * convolution's kernel [in, out/groups, ...], or 4-bit blocks.
 */
export type Layout = 'same' | 'in-out' | 'transposed-kernel' | 'blocks';

/** Where an operator has one of its constant operands. */
export interface Operand {
  position: number;
  role: 'weight' | 'bias' | 'constant';
  layout: Layout;
  /** Input positions of scale and zero point, where the operand is quantized by the operator itself. */
  scale?: number;
  zeroPoint?: number;
  /** A quantized bias: its scale is the product of the input's and the weight's. */
  scaleOfInput?: number;
}

type Rule = (node: OnnxNode) => readonly Partial<Operand>[];

const matrixLayout = (node: OnnxNode): Layout => (intAttribute(node.proto, 'transB', 0) === 1 ? 'same' : 'in-out');
const kernel: Rule = () => [
  { position: 1, role: 'weight' },
  { position: 2, role: 'bias' },
];
const gemm: Rule = (node) => [
  { position: 1, role: 'weight', layout: matrixLayout(node) },
  { position: 2, role: 'bias' },
];
const recurrent: Rule = () => [
  { position: 1, role: 'weight' },
  { position: 2, role: 'weight' },
  { position: 3, role: 'bias' },
];

/** Operands that are weights, biases, or quantized by the operator; all others are plain constants. */
const RULES: Record<string, Rule> = {
  Conv: kernel,
  FusedConv: kernel,
  NhwcFusedConv: kernel,
  ConvTranspose: () => [
    { position: 1, role: 'weight', layout: 'transposed-kernel' },
    { position: 2, role: 'bias' },
  ],
  Gemm: gemm,
  FusedGemm: gemm,
  MatMul: () => [
    { position: 0, role: 'weight' },
    { position: 1, role: 'weight', layout: 'in-out' },
  ],
  FusedMatMul: (node) => [
    { position: 0, role: 'weight' },
    { position: 1, role: 'weight', layout: matrixLayout(node) },
  ],
  LSTM: recurrent,
  GRU: recurrent,
  RNN: recurrent,
  Gather: () => [{ position: 0, role: 'weight' }],
  EmbedLayerNormalization: () => [2, 3, 4].map((position) => ({ position, role: 'weight' as const })),
  Attention: () => [
    { position: 1, role: 'weight', layout: 'in-out' },
    { position: 2, role: 'bias' },
  ],
  QLinearConv: () => [
    { position: 3, role: 'weight', scale: 4, zeroPoint: 5 },
    { position: 8, role: 'bias', scale: 4, scaleOfInput: 1 },
  ],
  QLinearMatMul: () => [{ position: 3, role: 'weight', layout: 'in-out', scale: 4, zeroPoint: 5 }],
  QGemm: (node) => [
    { position: 3, role: 'weight', layout: matrixLayout(node), scale: 4, zeroPoint: 5 },
    { position: 6, role: 'bias', scale: 4, scaleOfInput: 1 },
  ],
  QLinearAdd: () => [0, 3].map((position) => ({ position, scale: position + 1, zeroPoint: position + 2 })),
  QLinearMul: () => [0, 3].map((position) => ({ position, scale: position + 1, zeroPoint: position + 2 })),
  MatMulIntegerToFloat: () => [
    { position: 1, role: 'weight', layout: 'in-out', scale: 3, zeroPoint: 5 },
    { position: 6, role: 'bias' },
  ],
  DynamicQuantizeMatMul: () => [
    { position: 1, role: 'weight', layout: 'in-out', scale: 2, zeroPoint: 3 },
    { position: 4, role: 'bias' },
  ],
  QAttention: () => [
    { position: 1, role: 'weight', layout: 'in-out', scale: 4, zeroPoint: 7 },
    { position: 2, role: 'bias' },
  ],
  MatMulInteger: () => [{ position: 1, role: 'weight', layout: 'in-out', zeroPoint: 3 }],
  ConvInteger: () => [{ position: 1, role: 'weight', zeroPoint: 3 }],
  MatMulNBits: () => [
    { position: 1, role: 'weight', layout: 'blocks', scale: 2, zeroPoint: 3 },
    { position: 5, role: 'bias' },
  ],
};

/** Inputs that only say how others are quantized. */
const PARAMETERS: Record<string, (position: number) => boolean> = {
  QuantizeLinear: (position) => position > 0,
  DequantizeLinear: (position) => position > 0,
  QLinearConv: (position) => ![0, 3, 8].includes(position),
  QLinearMatMul: (position) => ![0, 3].includes(position),
  QLinearAdd: (position) => ![0, 3].includes(position),
  QLinearMul: (position) => ![0, 3].includes(position),
  QGemm: (position) => ![0, 3, 6].includes(position),
  QLinearConcat: (position) => position < 2 || (position - 2) % 3 !== 0,
  QLinearWhere: (position) => ![0, 1, 4].includes(position),
  MatMulIntegerToFloat: (position) => ![0, 1, 6].includes(position),
  DynamicQuantizeMatMul: (position) => ![0, 1, 4].includes(position),
  QAttention: (position) => ![0, 1, 2].includes(position),
  MatMulInteger: (position) => position > 1,
  ConvInteger: (position) => position > 1,
  MatMulNBits: (position) => ![0, 1, 5].includes(position),
};

/** The operands of a node that may be constants, with what each is; quantization parameters are left out. */
export const operandsOf = (node: OnnxNode): Operand[] => {
  const op = bareOp(node.op);
  const rules = RULES[op]?.(node) ?? [];
  const isParameter = PARAMETERS[op] ?? ((position: number) => op.startsWith('QLinear') && position > 0);
  return node.inputs.flatMap((name, position) => {
    if (name === '' || isParameter(position)) return [];
    const rule = rules.find((one) => one.position === position);
    return [{ role: 'constant' as const, layout: 'same' as const, ...rule, position }];
  });
};

/** Groups of a convolution. */
export const groupsOf = (node: OnnxNode): number => intAttribute(node.proto, 'group', 1);

/** The order of axes that a Transpose node means; reversed where it names none. */
export const permutationOf = (node: OnnxNode, rank: number): number[] =>
  attributeOf(node.proto, 'perm')?.ints.map(Number) ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
