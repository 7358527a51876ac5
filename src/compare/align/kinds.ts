import type { LayerInfo, TracedModel } from '../../trace/trace.ts';
import { activationOf } from './activations.ts';

/** What an operator computes, whatever a runtime, a framework or a quantizer calls it: ops of one kind may be partners. */
const KINDS: Record<string, readonly string[]> = {
  conv: [
    'Conv',
    'FusedConv',
    'NhwcConv',
    'NhwcFusedConv',
    'QLinearConv',
    'ConvInteger',
    'CONV_2D',
    'DEPTHWISE_CONV_2D',
    ...['Conv1d', 'Conv2d', 'Conv3d', 'Conv1D', 'Conv2D', 'Conv3D', 'DepthwiseConv1D', 'DepthwiseConv2D'],
    ...['_FusedConv2D', 'DepthwiseConv2d', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2dNative'],
  ],
  convTranspose: [
    'ConvTranspose',
    'QLinearConvTranspose',
    'ConvTransposeWithDynamicPads',
    ...['ConvTranspose1d', 'ConvTranspose2d', 'ConvTranspose3d'],
    ...['Conv1DTranspose', 'Conv2DTranspose', 'Conv3DTranspose', 'Conv2DBackpropInput'],
  ],
  gemm: [
    'Gemm',
    'FusedGemm',
    'QGemm',
    'MatMul',
    'FusedMatMul',
    'FusedMatMulActivation',
    'TransposeMatMul',
    'QLinearMatMul',
    'MatMulInteger',
    'MatMulInteger16',
    'DynamicQuantizeMatMul',
    'MatMulIntegerToFloat',
    'MatMulNBits',
    'MatMulBnb4',
    'GemmFastGelu',
    'FULLY_CONNECTED',
    ...['Linear', 'NonDynamicallyQuantizableLinear', 'Dense'],
    ...['_FusedMatMul', 'BatchMatMul', 'BatchMatMulV2'],
  ],
  mean: [
    'GlobalAveragePool',
    'ReduceMean',
    'QLinearGlobalAveragePool',
    'QLinearReduceMean',
    ...['AdaptiveAvgPool1d', 'AdaptiveAvgPool2d', 'GlobalAveragePooling1D', 'GlobalAveragePooling2D', 'MEAN'],
  ],
  globalmax: ['GlobalMaxPool', 'ReduceMax', 'AdaptiveMaxPool2d', 'GlobalMaxPooling1D', 'GlobalMaxPooling2D'],
  add: ['Add', 'QLinearAdd', 'Sum', 'AddV2', 'AddN', 'BiasAdd'],
  sub: ['Sub', 'Subtract'],
  mul: ['Mul', 'QLinearMul', 'Multiply'],
  div: ['Div', 'RealDiv', 'DivNoNan'],
  max: ['Max', 'Maximum'],
  min: ['Min', 'Minimum'],
  concat: ['Concat', 'ConcatV2', 'Concatenate'],
  clip: ['Clip', 'Relu6', 'ReLU6', 'RELU6', 'Hardtanh', 'ClipByValue'],
  hardswish: ['HardSwish', 'HardSilu'],
  swish: ['Swish', 'Silu', 'SiLU'],
  layerNorm: ['LayerNormalization', 'LayerNorm', 'SkipLayerNormalization', 'EmbedLayerNormalization'],
  rmsNorm: ['SimplifiedLayerNormalization', 'SkipSimplifiedLayerNormalization', 'RMSNormalization'],
  gelu: ['Gelu', 'FastGelu', 'BiasGelu', 'QuickGelu'],
  softmax: ['Softmax', 'QLinearSoftmax', 'BiasSoftmax'],
  lstm: ['LSTM', 'DynamicQuantizeLSTM'],
  batchnormalization: [
    ...['BatchNormalization', 'BatchNorm1d', 'BatchNorm2d', 'BatchNorm3d'],
    ...['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'],
  ],
  maxpool: ['MaxPool', 'MaxPool1d', 'MaxPool2d', 'MaxPooling1D', 'MaxPooling2D', 'MAX_POOL_2D'],
  averagepool: [
    'AveragePool',
    'AvgPool1d',
    'AvgPool2d',
    'AvgPool',
    'AveragePooling1D',
    'AveragePooling2D',
    'AVERAGE_POOL_2D',
  ],
  gather: ['Gather', 'Embedding', 'GATHER', 'GatherV2'],
  resize: ['Resize', 'ResizeBilinear', 'ResizeNearestNeighbor', 'UpSampling2D'],
  slice: ['Slice', 'StridedSlice'],
  split: ['Split', 'SplitV'],
  topk: ['TopK', 'TopKV2'],
  pad: ['Pad', 'PadV2', 'MirrorPad', 'ZeroPadding1D', 'ZeroPadding2D', 'ZeroPadding3D'],
};

const KIND_OF = new Map(Object.entries(KINDS).flatMap(([kind, ops]) => ops.map((op) => [op, kind] as const)));

/** The operator without its domain. */
export const bareOp = (op: string): string => op.slice(op.lastIndexOf('.') + 1);

export const kindOf = (op: string): string => {
  const bare = bareOp(op);
  return KIND_OF.get(bare) ?? bare.replace(/^QLinear/, '').toLowerCase();
};

/** Names that TensorFlow's graphs give to ops of another kind than ONNX does: a `Sum` there adds up one tensor. */
const IN_TENSORFLOW: Record<string, string> = {
  Sum: 'reducesum',
  Max: 'globalmax',
  Min: 'reducemin',
  Prod: 'reduceprod',
  Where: 'nonzero',
  Select: 'where',
  SelectV2: 'where',
};

/** The kind of a layer: of a general activation layer (Keras), that of the function which it computes. */
export const kindOfLayer = ({ op, attributes, output }: LayerInfo, format?: TracedModel['format']): string => {
  const known = format === 'tfjs-graph' ? IN_TENSORFLOW[op] : undefined;
  if (known !== undefined) return known;
  if (op === 'Activation' && output === 0) return activationOf(attributes) ?? 'identity';
  const upper = attributes.max_value ?? attributes.maxValue;
  if (op === 'ReLU' && typeof upper === 'number') return 'clip';
  return kindOf(op);
};

/** They hand on the values that they read: through them goes who looks for the op that made a value. */
const PASSING = new Set([
  'Identity',
  'Cast',
  'CastLike',
  'Dropout',
  'QuantizeLinear',
  'DequantizeLinear',
  'DynamicQuantizeLinear',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Transpose',
  'Pad',
  'ReorderInput',
  'ReorderOutput',
  'Contiguous',
  ...['ExpandDims', 'Permute', 'PadV2', 'MirrorPad', 'ZeroPadding1D', 'ZeroPadding2D', 'ZeroPadding3D', 'EnsureShape'],
  ...['IdentityN', 'Snapshot', 'StopGradient', 'SpatialDropout1D', 'SpatialDropout2D', 'GaussianNoise'],
  ...['GaussianDropout', 'AlphaDropout', 'ActivityRegularization'],
]);

export const passes = (op: string): boolean => PASSING.has(bareOp(op));

/** Of those, the ones that keep every element where it is: their output can stand for their input. */
const CARRYING = new Set([
  'Identity',
  'Cast',
  'CastLike',
  'Dropout',
  'QuantizeLinear',
  'DequantizeLinear',
  'DynamicQuantizeLinear',
  ...['IdentityN', 'Snapshot', 'StopGradient', 'SpatialDropout1D', 'SpatialDropout2D', 'GaussianNoise'],
  ...['GaussianDropout', 'AlphaDropout', 'ActivityRegularization', 'EnsureShape'],
]);

export const carries = (op: string): boolean => CARRYING.has(bareOp(op));

/** Their output lies on a grid of stored scale and zero point. */
export const isQuantized = (op: string): boolean =>
  /^(QLinear|QGemm|QuantizeLinear|QAttention|NhwcMaxPool)/.test(bareOp(op));

/** Integer sums that get their scale in nodes behind them. */
export const isPartial = (op: string): boolean => /^(MatMulInteger|MatMulInteger16|ConvInteger)$/.test(bareOp(op));

const COMMUTATIVE = new Set(['add', 'mul', 'max', 'min', 'and', 'or', 'xor', 'equal', 'mean']);
export const isCommutative = (kind: string): boolean => COMMUTATIVE.has(kind);

/** Activations that a quantizer drops because the grid's ends clip alike. */
export const foldsIntoGrid = (kind: string): boolean => kind === 'clip' || kind === 'relu';

/** Ops whose constant operands say which part they take: other constants, another value. */
const SELECTING = new Set([
  'slice',
  'gather',
  'split',
  'resize',
  'upsample',
  'gathernd',
  'topk',
  'onehot',
  'tile',
  'where',
]);
export const isSelecting = (kind: string): boolean => SELECTING.has(kind);

/** Ops that have one operand with data and, where they are layers, constant weights beside it. */
export const isAnchorKind = (kind: string): boolean => kind === 'conv' || kind === 'convTranspose' || kind === 'gemm';

/** How much they make depends on the values that they read. */
export const isSizing = (op: string): boolean =>
  /^(NonMaxSuppression(V\d)?|NonZero|Unique(V2)?|Compress)$/.test(bareOp(op));
