import { type Family, half, tfDecode } from './preset.ts';

const base = { decode: tfDecode, channels: 'RGB', layout: 'NHWC', dtype: 'float32' } as const;

export const tf = {
  'tf/resize': {
    usedBy: 'tf.image.resize(image, [size, size]) / 127.5 - 1 in TensorFlow 2',
    source: 'TensorFlow 2.21.0, image.resize',
    recipe: { size: 224, ...base, resize: { to: 'size' }, kernel: 'tf/bilinear', scale: 1 / 127.5, mean: 1, std: 1 },
  },
  'tf/slim-inception': {
    usedBy: 'TF-Slim models with inception_preprocessing: Inception, MobileNet, NASNet (central_crop 0.875)',
    source: 'TF-Slim, preprocessing/inception_preprocessing.py (read), with the ops of TensorFlow 2.21.0',
    recipe: {
      size: 224,
      ...base,
      sourceCrop: { kind: 'central-fraction', fraction: 0.875 },
      resize: { to: 'size' },
      kernel: 'tf/bilinear-legacy',
      ...half,
    },
  },
  'tf/slim-vgg': {
    usedBy: 'TF-Slim models with vgg_preprocessing: VGG, ResNet v1 (shorter side 256, crop 224, means taken off)',
    source: 'TF-Slim, preprocessing/vgg_preprocessing.py (read), with the ops of TensorFlow 2.21.0',
    recipe: {
      size: 224,
      ...base,
      resize: { to: 'short-side', side: { times: 256, per: 224, rounding: 'half-even' }, other: 'float32' },
      kernel: 'tf/bilinear-legacy',
      crop: { at: 'center', offset: 'trunc' },
      scale: 1,
      mean: [123.68, 116.78, 103.94],
      std: 1,
    },
  },
} satisfies Family;
