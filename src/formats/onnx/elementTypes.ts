import { type OnnxGraph, type OnnxNode, qualified, subgraphs } from './graph.ts';
import type { AttributeProto, ModelProto, NodeProto, ValueInfoProto } from './schema_pb.ts';

/** What a graph itself tells of a tensor's type, without a runtime. */
export interface ElementType {
  /** ONNX number, where it is known. */
  type?: number;
  /** False for sequences, maps and optionals. */
  isTensor: boolean;
  /** True where the type may be one that JavaScript does not have: 4 bits, float8, bfloat16, complex numbers. */
  mayBeOdd: boolean;
}

/** ONNX numbers from float32 to uint64: types that every runtime hands out. */
const isOdd = (type: number): boolean => type < 1 || type > 13;
const known = (type: number): ElementType => ({ type, isTensor: true, mayBeOdd: isOdd(type) });
const NO_TENSOR: ElementType = { isTensor: false, mayBeOdd: true };
const words = (list: string): string[] => list.split(' ');

const INT64 = words('Shape Size ArgMax ArgMin NonZero NonMaxSuppression SequenceLength');
const BOOL = words('Equal Greater Less GreaterOrEqual LessOrEqual And Or Xor Not IsNaN IsInf OptionalHasElement');
/** Operators whose outputs always have these types. */
const FIXED: Record<string, readonly number[]> = {
  ...Object.fromEntries(INT64.map((op) => [op, [7]])),
  ...Object.fromEntries(BOOL.map((op) => [op, [9]])),
  DynamicQuantizeLinear: [2, 1, 2],
  ConvInteger: [6],
  MatMulInteger: [6],
};
/** Operators whose first output has the type of the input at this position. */
const AS_INPUT: Record<string, number> = {
  ...Object.fromEntries(
    words(
      'Identity Reshape Transpose Squeeze Unsqueeze Flatten Slice Concat Split Gather GatherElements GatherND Expand Tile ' +
        'Pad Add Sub Mul Div Sum Relu Clip Sigmoid Tanh Softmax Erf Exp Log Sqrt Neg Abs Pow Conv MatMul Gemm MaxPool ' +
        'AveragePool GlobalAveragePool BatchNormalization LayerNormalization Dropout ReduceMean ReduceSum ReduceMax TopK ' +
        'com.microsoft.FusedConv com.microsoft.FusedMatMul',
    ).map((op) => [op, 0]),
  ),
  Where: 1,
  CastLike: 1,
  DequantizeLinear: 1,
  QuantizeLinear: 2,
  QLinearConv: 7,
  QLinearMatMul: 7,
  'com.microsoft.QLinearAdd': 7,
  'com.microsoft.QLinearMul': 7,
};
/** Operators that make something else than a tensor, and those that take a tensor out of it. */
const MAKES_OTHER =
  /(^|\.)(SequenceConstruct|SequenceEmpty|SequenceInsert|SequenceErase|SequenceMap|SplitToSequence|Optional|ZipMap)$/;
const TAKES_OUT = /(^|\.)(SequenceAt|SequenceLength|ConcatFromSequence|OptionalGetElement|OptionalHasElement)$/;

/**
 * Types of the main graph's tensors: as declared, else as far as operators give them. An older runtime does not tell
 * them, and one that JavaScript does not have must not be fetched.
 */
export const elementTypes = ({ model, proto, nodes, initializers }: OnnxGraph): ReadonlyMap<string, ElementType> => {
  const types = new Map<string, ElementType>([...initializers].map(([name, { dataType }]) => [name, known(dataType)]));
  for (const value of [...proto.input, ...proto.output, ...proto.valueInfo]) {
    const type = declared(value);
    if (type) types.set(value.name, type);
  }
  for (const node of nodes) {
    for (const [index, output] of node.outputs.entries())
      if (output !== '' && !types.has(output)) types.set(output, made(node, index, types, model));
  }
  return types;
};

const declared = ({ type }: ValueInfoProto): ElementType | undefined => {
  if (!type) return undefined;
  if (!type.tensorType) return type.$unknown?.length ? NO_TENSOR : undefined;
  return type.tensorType.elemType === 0 ? undefined : known(type.tensorType.elemType);
};

const made = (
  node: OnnxNode,
  index: number,
  types: ReadonlyMap<string, ElementType>,
  model: ModelProto,
): ElementType => {
  if (MAKES_OTHER.test(node.op)) return NO_TENSOR;
  const exact = exactType(node, index, types);
  if (exact !== undefined) return known(exact);
  const read = [...node.inputs, ...node.captured].filter((name) => name !== '').map((name) => types.get(name));
  if (!TAKES_OUT.test(node.op) && read.some((input) => input?.isTensor === false)) return NO_TENSOR;
  return { isTensor: true, mayBeOdd: read.some((input) => input?.mayBeOdd !== false) || mayMakeOdd(node.proto, model) };
};

const exactType = (node: OnnxNode, index: number, types: ReadonlyMap<string, ElementType>): number | undefined => {
  const wanted = node.proto.attribute.find(({ name, i }) => isTypeName(name) && i > 0n);
  if (wanted && index === 0) return Number(wanted.i);
  if (node.op === 'Constant') return constantType(node.proto.attribute[0]);
  if (node.op === 'ConstantOfShape') return node.proto.attribute.find(({ t }) => t)?.t?.dataType ?? 1;
  if (node.op === 'TopK' && index === 1) return 7;
  const fixed = FIXED[node.op]?.[index];
  if (fixed !== undefined) return fixed;
  const position = node.op === 'Split' || index === 0 ? AS_INPUT[node.op] : undefined;
  if (position === undefined) return undefined;
  const from = node.inputs[position] ?? '';
  if (node.op === 'QuantizeLinear' && from === '') return 2; // uint8 where nothing else is said
  return types.get(from)?.type;
};

const isTypeName = (name: string): boolean => ['to', 'dtype', 'output_dtype', 'output_datatype'].includes(name);

const constantType = (value: AttributeProto | undefined): number | undefined => {
  if (value?.t) return value.t.dataType;
  return { value_float: 1, value_floats: 1, value_int: 7, value_ints: 7, value_string: 8, value_strings: 8 }[
    value?.name ?? ''
  ];
};

/** A node, or what lies in its bodies or in the function that it calls, may bring in a type that nothing before had. */
const mayMakeOdd = (node: NodeProto, model: ModelProto, depth = 0): boolean => {
  if (depth > 16 || MAKES_OTHER.test(qualified(node))) return true;
  if (node.attribute.some(({ name, i, t }) => (isTypeName(name) && isOdd(Number(i))) || (t && isOdd(t.dataType))))
    return true;
  const called = model.functions.find(({ name, domain }) => node.opType === name && node.domain === domain);
  return (
    [...subgraphs(node).flatMap((body) => [...body.node]), ...(called?.node ?? [])].some((inner) =>
      mayMakeOdd(inner, model, depth + 1),
    ) || subgraphs(node).some(({ initializer }) => initializer.some(({ dataType }) => isOdd(dataType)))
  );
};
