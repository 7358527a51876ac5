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
  ],
  convTranspose: [
    'ConvTranspose',
    'QLinearConvTranspose',
    'ConvTransposeWithDynamicPads',
    ...['ConvTranspose1d', 'ConvTranspose2d', 'ConvTranspose3d'],
    ...['Conv1DTranspose', 'Conv2DTranspose', 'Conv3DTranspose'],
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
  ],
  mean: [
    'GlobalAveragePool',
    'ReduceMean',
    'QLinearGlobalAveragePool',
    'QLinearReduceMean',
    ...['AdaptiveAvgPool1d', 'AdaptiveAvgPool2d', 'GlobalAveragePooling1D', 'GlobalAveragePooling2D', 'MEAN'],
  ],
  add: ['Add', 'QLinearAdd', 'Sum'],
  mul: ['Mul', 'QLinearMul'],
  clip: ['Clip', 'Relu6', 'ReLU6', 'RELU6', 'Hardtanh'],
  layerNorm: ['LayerNormalization', 'LayerNorm', 'SkipLayerNormalization', 'EmbedLayerNormalization'],
  rmsNorm: ['SimplifiedLayerNormalization', 'SkipSimplifiedLayerNormalization', 'RMSNormalization'],
  gelu: ['Gelu', 'FastGelu', 'BiasGelu', 'QuickGelu'],
  softmax: ['Softmax', 'QLinearSoftmax', 'BiasSoftmax'],
  lstm: ['LSTM', 'DynamicQuantizeLSTM'],
  batchnormalization: ['BatchNormalization', 'BatchNorm1d', 'BatchNorm2d', 'BatchNorm3d'],
  maxpool: ['MaxPool', 'MaxPool1d', 'MaxPool2d', 'MaxPooling1D', 'MaxPooling2D', 'MAX_POOL_2D'],
  averagepool: ['AveragePool', 'AvgPool1d', 'AvgPool2d', 'AveragePooling1D', 'AveragePooling2D', 'AVERAGE_POOL_2D'],
  gather: ['Gather', 'Embedding', 'GATHER'],
};

const KIND_OF = new Map(Object.entries(KINDS).flatMap(([kind, ops]) => ops.map((op) => [op, kind] as const)));

/** The operator without its domain. */
export const bareOp = (op: string): string => op.slice(op.lastIndexOf('.') + 1);

export const kindOf = (op: string): string => {
  const bare = bareOp(op);
  return KIND_OF.get(bare) ?? bare.replace(/^QLinear/, '').toLowerCase();
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
]);

export const carries = (op: string): boolean => CARRYING.has(bareOp(op));

/** Their output lies on a grid of stored scale and zero point. */
export const isQuantized = (op: string): boolean =>
  /^(QLinear|QGemm|QuantizeLinear|QAttention|NhwcMaxPool)/.test(bareOp(op));

/** Integer sums that get their scale in nodes behind them. */
export const isPartial = (op: string): boolean => /^(MatMulInteger|MatMulInteger16|ConvInteger)$/.test(bareOp(op));

const COMMUTATIVE = new Set(['add', 'mul', 'max', 'min', 'and', 'or', 'xor', 'equal', 'mean']);
export const isCommutative = (kind: string): boolean => COMMUTATIVE.has(kind);

const ACTIVATIONS = new Set([
  'clip',
  'relu',
  'leakyrelu',
  'prelu',
  'hardsigmoid',
  'hardswish',
  'sigmoid',
  'tanh',
  'elu',
]);
export const isActivation = (kind: string): boolean => ACTIVATIONS.has(kind);

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
export const isSizing = (op: string): boolean => /^(NonMaxSuppression|NonZero|Unique|Compress)$/.test(bareOp(op));
