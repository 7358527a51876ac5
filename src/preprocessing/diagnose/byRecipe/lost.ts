import type { Tensor } from '../../../tensor/tensor.ts';
import { perChannel } from '../../recipe/perChannel.ts';
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

/** Values as far apart as bytes and not below 0 lose less than a unit in them: that is rounding. */
const fitsBytes = (recipe: Fed): boolean => {
  const { mean } = perChannel(recipe);
  return slopes(recipe).every((slope, c) => slope > 0.5 && (mean[c] as number) <= 0);
};

/** The recipe with such a fault, in each of the ways in which it can happen. */
export const lossy = (recipe: Fed, memory: MemoryFault | undefined): Fed[] => {
  if (memory === undefined || recipe.memory !== undefined || recipe.dtype !== 'float32') return [];
  if (memory.kind === 'truncated-to-bytes' && fitsBytes(recipe)) return [];
  const fed: Fed = { ...recipe, memory };
  return memory.kind === 'reinterpreted' && recipe.layout === 'NCHW'
    ? [fed, { ...fed, reading: 'interleaved-as-planes' }]
    : [fed];
};
