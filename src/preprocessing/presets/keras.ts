import type { Recipe } from '../recipe/recipe.ts';
import { type Family, imagenet, pillowDecode } from './preset.ts';

const source = 'Keras 3.15.1, utils.load_img(target_size) and applications.imagenet_utils.preprocess_input';

/** `load_img` stretches, with nearest unless told otherwise. */
const stretched = (kernel: Recipe['kernel'], values: Pick<Recipe, 'channels' | 'scale' | 'mean' | 'std'>): Recipe => ({
  size: 224,
  decode: pillowDecode,
  resize: { to: 'size' },
  kernel,
  ...values,
  layout: 'NHWC',
  dtype: 'float32',
});

const minusOneToOne = { channels: 'RGB', scale: 1 / 127.5, mean: 1, std: 1 } as const;

export const keras = {
  'keras/caffe': {
    usedBy: "preprocess_input of ResNet, VGG (mode 'caffe'): BGR, means taken off, no scale",
    source,
    recipe: stretched('pillow/nearest', { channels: 'BGR', scale: 1, mean: [103.939, 116.779, 123.68], std: 1 }),
  },
  'keras/tf': {
    usedBy: "preprocess_input of MobileNet, MobileNetV2, Inception, Xception, ResNetV2 (mode 'tf'): -1 to 1",
    source,
    recipe: stretched('pillow/nearest', minusOneToOne),
  },
  'keras/tf-bilinear': {
    usedBy: "the same with load_img(..., interpolation='bilinear')",
    source,
    recipe: stretched('pillow/bilinear', minusOneToOne),
  },
  'keras/torch': {
    usedBy: "preprocess_input of DenseNet (mode 'torch'): ImageNet mean and std",
    source,
    recipe: stretched('pillow/nearest', { channels: 'RGB', ...imagenet }),
  },
} satisfies Family;
