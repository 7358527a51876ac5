import { type ConstantView, type Fingerprint, fingerprintOf } from '../../../formats/fingerprintOf.ts';
import { permuted } from '../../../formats/onnx/viewLayout.ts';
import { realValues } from '../../../tensor/realValues.ts';
import type { Tensor } from '../../../tensor/tensor.ts';

/**
 * How a kernel lies in tfjs: `kernel` [...spatial, in/groups, out], `transposed` [...spatial, out, in], `depthwise`
 * [...spatial, in, multiplier], `in-out` a matrix [in, out], `same` as it is.
 */
export type Layout = 'kernel' | 'transposed' | 'depthwise' | 'in-out' | 'same';

/** A constant operand: its values, and what it is. */
export interface Operand {
  tensor: Tensor;
  role: Fingerprint['role'];
  layout: Layout;
}

const known = new WeakMap<Tensor, Map<string, (role: Fingerprint['role']) => Fingerprint>>();

/** The fingerprint of a constant operand, equal to that of the same numbers in an ONNX file. Texts have none. */
export const fingerprint = ({ tensor, role, layout }: Operand): Fingerprint[] => {
  if (tensor.dtype === 'string') return [];
  const byLayout = known.get(tensor) ?? new Map<string, (role: Fingerprint['role']) => Fingerprint>();
  known.set(tensor, byLayout);
  const key = role === 'bias' ? 'bias' : layout;
  const made = byLayout.get(key) ?? fingerprintOf(canonical(tensor, role, layout));
  byLayout.set(key, made);
  return [made(role)];
};

const canonical = (tensor: Tensor, role: Fingerprint['role'], layout: Layout): ConstantView => {
  const { dtype, shape } = tensor;
  const view: ConstantView = { dtype, shape, read: (from, to) => floats(tensor, from, to) };
  if (role === 'bias') return { ...view, shape: shape.filter((side) => side !== 1) };
  const spatial = Array.from({ length: Math.max(0, shape.length - 2) }, (_, axis) => axis);
  const [before, last] = [shape.length - 2, shape.length - 1];
  switch (layout) {
    case 'kernel':
      return permuted(view, [last, before, ...spatial]);
    case 'transposed':
      return permuted(view, [before, last, ...spatial]);
    case 'depthwise': {
      const turned = permuted(view, [before, last, ...spatial]);
      const [inputs = 1, multiplier = 1, ...sides] = turned.shape;
      return { ...turned, shape: [inputs * multiplier, 1, ...sides] };
    }
    case 'in-out':
      return shape.length < 2 ? view : permuted(view, [...spatial, last, before]);
    default:
      return view;
  }
};

const floats = (tensor: Tensor, from: number, to: number): Float32Array => {
  if (tensor.dtype === 'float32') return (tensor.data as Float32Array).subarray(from, to);
  return Float32Array.from(realValues({ ...tensor, data: (tensor.data as Int32Array).subarray(from, to) } as Tensor));
};
