import { ExrayError } from '../../errors.ts';
import { elementCount, type Tensor, type TypedArray } from '../../tensor/tensor.ts';
import type { ImageSource } from '../../trace/trace.ts';

/** One image of what was fed, and the picture that it was made of. */
export interface FedItem {
  /** Of one image: the batch is 1. */
  tensor: Tensor;
  image: ImageSource;
}

/**
 * The images of a batch, each with its picture, in order.
 *
 * @param images One picture, or as many as the batch has.
 * @throws ExrayError `batch-images` where they are not as many
 */
export const batchItems = (tensor: Tensor, images: ImageSource | readonly ImageSource[]): FedItem[] => {
  const pictures = Array.isArray(images) ? (images as readonly ImageSource[]) : [images as ImageSource];
  const count = itemCount(tensor);
  if (pictures.length === 1 && count === 1) return [{ tensor, image: pictures[0] as ImageSource }];
  if (pictures.length !== count)
    throw new ExrayError('batch-images', {
      what: `The tensor [${tensor.shape.join(', ')}] holds ${count} image${count === 1 ? '' : 's'}, and ${pictures.length} ${pictures.length === 1 ? 'was' : 'were'} given`,
      why: 'Each image of a batch is judged with the picture that it was made of',
      fix: 'Give as many, in the order of the batch: { image: [first, second] }',
    });
  return pictures.map((image, i) => ({ tensor: itemOf(tensor, i, count), image }));
};

/** A tensor of one of the images, its batch 1. */
export const itemOf = ({ dtype, shape, data }: Tensor, i: number, count: number): Tensor => {
  const size = elementCount(shape) / count;
  return { dtype, shape: [1, ...shape.slice(-3)], data: (data as TypedArray).slice(i * size, (i + 1) * size) };
};

/** What stands before the three sides of an image counts images. */
export const itemCount = ({ shape }: Tensor): number => (shape.length > 3 ? elementCount(shape.slice(0, -3)) : 1);
