import type { Tensor } from '../../../tensor/tensor.ts';
import type { Inference } from '../../runtime.ts';

export type Unread = NonNullable<Inference['unread']>[number];

/** Copies the tensors of one side; what cannot be copied is added to `unread`. */
export type CopyAll = (tensors: object, side: Unread['side'], unread: Unread[]) => Record<string, Tensor>;

/** A tensor as both sides of the native call have it, whatever its class. */
interface AnyTensor {
  type: Tensor['dtype'];
  dims: ArrayLike<number>;
  location?: string;
  data: ArrayBufferView & ArrayLike<never> & { constructor: { name: string } };
}

/** Made in the main realm: uses nothing but its arguments and globals. */
export const makeCopyAll = (): CopyAll => {
  const arrays: Record<string, new (data: never) => Tensor['data']> = {
    float32: Float32Array,
    float64: Float64Array,
    float16: Uint16Array,
    int8: Int8Array,
    uint8: Uint8Array,
    int16: Int16Array,
    uint16: Uint16Array,
    int32: Int32Array,
    uint32: Uint32Array,
    int64: BigInt64Array,
    uint64: BigUint64Array,
    bool: Uint8Array,
  };
  /** A tensor's copy, or why there is none. Judged by shape: each realm and each package copy has its own Tensor class. */
  const copied = (value: unknown): Tensor | string => {
    const tensor = value as AnyTensor | null | undefined;
    if (typeof tensor?.type !== 'string' || tensor.dims === undefined) return 'not a tensor';
    const { location = 'cpu' } = tensor;
    if (!location.startsWith('cpu')) return location;
    const dtype = tensor.type;
    const shape = Array.from(tensor.dims, Number);
    if (dtype === 'string') return { dtype, shape, data: Array.from(tensor.data) };
    let view: ArrayBufferView = tensor.data;
    const Copy = arrays[dtype];
    if (Copy === undefined) return `dtype ${dtype}`;
    // Newer Nodes hand float16 over as Float16Array: the bits count, not the numbers.
    if (tensor.data.constructor.name === 'Float16Array') {
      view = new Uint16Array(view.buffer, view.byteOffset, tensor.data.length);
    }
    return { dtype, shape, data: new Copy(view as never) };
  };
  return (tensors, side, unread) => {
    const copies: Record<string, Tensor> = {};
    for (const [name, value] of Object.entries(tensors)) {
      const copy = copied(value);
      if (typeof copy === 'string') unread.push({ side, name, reason: copy });
      else copies[name] = copy;
    }
    return copies;
  };
};
