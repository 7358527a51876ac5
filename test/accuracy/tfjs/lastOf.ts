import { permute } from '../../../src/tensor/permute.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import type { Photo } from '../runs.ts';

/** A photo as TensorFlow takes it: channels last. */
export const lastOf = ({ data }: Photo): Tensor => {
  const side = Math.sqrt(data.length / 3);
  return permute({ dtype: 'float32', shape: [1, 3, side, side], data }, [0, 2, 3, 1]);
};
