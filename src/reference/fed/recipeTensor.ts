import { preprocess } from '../../preprocessing/preprocess.ts';
import { elementCount, type Tensor, type TypedArray } from '../../tensor/tensor.ts';
import type { JudgedFed } from './judgeFed.ts';

/**
 * What the recipe makes of the images: one tensor for all of the batch. Undefined where it is of another size or type
 * than a batch can have.
 */
export const recipeTensor = async ({
  items,
  recipe,
}: Pick<JudgedFed, 'items' | 'recipe'>): Promise<Tensor | undefined> => {
  const parts = await Promise.all(items.map(({ image }) => preprocess(image, recipe)));
  const [first, ...others] = parts as [Tensor, ...Tensor[]];
  if (others.length === 0) return first;
  // A recipe may give each image a size of its own: those are no batch.
  if (others.some(({ shape }) => shape.join() !== first.shape.join())) return undefined;
  const size = elementCount(first.shape);
  const data = new (first.data.constructor as Float32ArrayConstructor)(size * parts.length);
  for (const [i, part] of parts.entries()) data.set(part.data as unknown as ArrayLike<number>, i * size);
  return { dtype: first.dtype, shape: [parts.length, ...first.shape.slice(1)], data: data as TypedArray };
};
