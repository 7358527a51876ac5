import type { Tensor } from '../../../tensor/tensor.ts';
import type { Inference } from '../../runtime.ts';
import type { TfTensor } from '../tf.ts';
import { isTensor } from './named.ts';

export type Unread = NonNullable<Inference['unread']>[number];

/** Asked for at each copy: a setup file gives a vm context other classes after this module was loaded. */
const arrays = (): Record<string, new (data: never) => Tensor['data']> => ({
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
});

/** Copies the tensors of one side; what cannot be copied is added to `unread`. Makes no tensor, changes none. */
export const copyTensors = (
  tensors: Readonly<Record<string, unknown>>,
  side: Unread['side'],
  unread: Unread[],
): Record<string, Tensor> => {
  const copies: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(tensors)) {
    const copy = copied(value);
    if (typeof copy === 'string') unread.push({ side, name, reason: copy });
    else copies[name] = copy;
  }
  return copies;
};

/** A tensor's copy, or why there is none: disposed, on a device that cannot be read at once, complex numbers. */
const copied = (value: unknown): Tensor | string => {
  if (!isTensor(value)) return 'not a tensor';
  const tensor = value as TfTensor;
  try {
    const shape = [...tensor.shape];
    if (tensor.dtype === 'string') {
      return { dtype: 'string', shape, data: [...(tensor.dataSync() as unknown as string[])] };
    }
    const Copy = arrays()[tensor.dtype];
    if (Copy === undefined) return `dtype ${tensor.dtype}`;
    return { dtype: tensor.dtype as Tensor['dtype'], shape, data: new Copy(tensor.dataSync() as never) };
  } catch (error) {
    return String((error as Error | undefined)?.message ?? error);
  }
};
