import type { Tensor } from '../../../tensor/tensor.ts';
import { declaredOf } from '../blind/read/declared.ts';
import { finite } from '../blind/read/finite.ts';
import { evident } from '../blind/search.ts';
import type { Fed, MemoryFault } from '../pipeline/fed.ts';
import { slopes } from '../simulate/residual.ts';
import type { Given } from '../simulate/simulated.ts';

/** A fault that leaves so little of the picture that nothing can be fitted: only what it makes can be compared. */
export const lostIn = (tensor: Tensor, { values }: Given): MemoryFault | undefined => {
  const declared = declaredOf(tensor.shape);
  return declared && evident(tensor, finite(Float32Array.from(values)), declared).memory;
};

/** Whole numbers in a byte's range may be floats that were stored in bytes, or bytes. */
export const mayBeLost = ({ values }: Given): MemoryFault | undefined => {
  const { isInteger } = Number;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!isInteger(value) || value < 0 || value > 255) return undefined;
  }
  return { kind: 'truncated-to-bytes' };
};

/** The recipe with such a fault, in each of the ways in which it can happen. */
export const lossy = (recipe: Fed, memory: MemoryFault | undefined): Fed[] => {
  if (memory === undefined || recipe.memory !== undefined || recipe.dtype !== 'float32') return [];
  // Values as far apart as bytes lose less than a unit: that is rounding.
  if (memory.kind === 'truncated-to-bytes' && Math.abs(slopes(recipe)[0] as number) > 0.5) return [];
  const fed: Fed = { ...recipe, memory };
  return memory.kind === 'reinterpreted' && recipe.layout === 'NCHW'
    ? [fed, { ...fed, reading: 'interleaved-as-planes' }]
    : [fed];
};
