import { ExrayError } from '../../errors.ts';
import { elementCount, type Tensor } from '../../tensor/tensor.ts';
import { isReceivedTensor, type ReceivedTensor, receivedTensor } from './receivedTensor.ts';

const FORM = 'Give { data, shape } of one image, such as [1, 3, 224, 224], or a tensor of onnxruntime or tfjs';

/**
 * The values of a tensor that holds one image.
 *
 * @param caller the function or matcher that a user called, for errors
 * @throws ExrayError `bad-input`, `no-image-tensor`, `batch-images`
 */
export const imageTensor = async (given: ReceivedTensor | Tensor, caller: string): Promise<Tensor> => {
  if (!isReceivedTensor(given))
    throw new ExrayError('bad-input', { what: `${caller}: what was given is no tensor`, fix: FORM });
  const tensor = await receivedTensor(given, caller);
  refuseNoImage(tensor, caller);
  const { shape } = tensor;
  const count = shape.length > 3 ? elementCount(shape.slice(0, -3)) : 1;
  if (count === 1) return tensor;
  throw new ExrayError('batch-images', {
    what: `${caller}: the tensor [${shape.join(', ')}] holds ${count} images`,
    why: 'Each image of a batch has its own answer',
    fix: 'Give one at a time, each with the picture that it was made of; toHavePreprocessing takes whole batches',
  });
};

/** Refuses a tensor that cannot hold images: text, a flat list, nothing. */
export const refuseNoImage = ({ dtype, shape }: Tensor, caller: string): void => {
  if (dtype !== 'string' && shape.length >= 2 && elementCount(shape) > 0) return;
  throw new ExrayError('no-image-tensor', {
    what: `${caller}: the tensor [${shape.join(', ')}] holds no image`,
    fix: FORM,
  });
};
