import type { LayerInfo, TracedModel } from '../../trace/trace.ts';
import { bareOp, kindOf } from './kinds.ts';

/** Where a tensor of pictures has its channels. */
export type Order = 'first' | 'last';

/** Ops that say by themselves where they expect channels. */
const OF_PICTURES = new Set(['conv', 'convTranspose', 'maxpool', 'averagepool', 'batchnormalization']);
const TO_LAST = '0,2,3,1';
const TO_FIRST = '0,3,1,2';

/**
 * Where the channels of each tensor are, told by the ops that make it: what a convolution makes has them where it reads
 * them, and whatever works on single values leaves them there. A model has a layout; its tensors may have another (what
 * tf2onnx writes takes pictures channels last and computes channels first). Unknown behind a Reshape.
 *
 * @param inputs shapes of the model's inputs
 */
export const ordersOf = (
  layers: readonly LayerInfo[],
  inputs: Readonly<Record<string, readonly number[]>>,
  format: TracedModel['format'],
): Map<string, Order> => {
  const orders = new Map<string, Order>();
  for (const [id, shape] of Object.entries(inputs)) {
    const order = orderOfPicture(shape);
    if (order) orders.set(id, order);
  }
  for (const info of layers) {
    const order = orderOf(info, orders.get(info.inputs[0] ?? ''), format);
    if (order) orders.set(info.id, order);
  }
  return orders;
};

const orderOfPicture = (shape: readonly number[]): Order | undefined => {
  const [first, last] = [shape[1], shape[3]].map((side) => side === 1 || side === 3 || side === 4);
  return shape.length !== 4 || first === last ? undefined : first ? 'first' : 'last';
};

const orderOf = (info: LayerInfo, before: Order | undefined, format: TracedModel['format']): Order | undefined => {
  const bare = bareOp(info.op);
  if (OF_PICTURES.has(kindOf(info.op)) || bare === 'GlobalAveragePool') return ownOrder(info, format);
  if (bare === 'Transpose' || bare === 'Permute') return turned(before, String(info.attributes.perm ?? ''));
  return /^(Reshape|Flatten|Squeeze|Unsqueeze|ExpandDims)$/.test(bare) ? undefined : before;
};

/** ONNX knows channels first only; onnxruntime's own ops and TensorFlow's say where they have them. */
const ownOrder = ({ op, attributes }: LayerInfo, format: TracedModel['format']): Order => {
  if (format === 'onnx') return /nhwc/i.test(op) || attributes.channels_last === 1 ? 'last' : 'first';
  const said = String(attributes.dataFormat ?? attributes.data_format ?? '');
  return /^(NC|channels_?first)/i.test(said) ? 'first' : 'last';
};

const turned = (before: Order | undefined, perm: string): Order | undefined => {
  if (perm === TO_LAST && before === 'first') return 'last';
  return perm === TO_FIRST && before === 'last' ? 'first' : undefined;
};
