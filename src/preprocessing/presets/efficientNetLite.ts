import type { Recipe, Side } from '../recipe/recipe.ts';
import { type Family, pillowDecode, tfDecode } from './preset.ts';

const source =
  'tensorflow/tpu, models/official/efficientnet/preprocessing.py (read), with the ops of TensorFlow 2.21.0';

const values = { channels: 'RGB', scale: 1, mean: 127, std: 128 } as const;

/** A centre square with 32 pixels of the target's scale left away around it, then TF1's bicubic; values are not clipped. */
const lite = (size: number, padding: Side): Recipe => ({
  size,
  decode: tfDecode,
  sourceCrop: { kind: 'padded-square', padding },
  resize: { to: 'size' },
  kernel: 'tf/bicubic-legacy',
  ...values,
  layout: 'NHWC',
  dtype: 'float32',
});

export const efficientNetLite = {
  'tf/efficientnet-lite0': {
    usedBy: 'EfficientNet-Lite0 (224). At another size the margin keeps its share of the image, 32 of 256',
    source,
    recipe: lite(224, { times: 32, per: 224, rounding: 'half-even' }),
  },
  'tf/efficientnet-lite1': { usedBy: 'EfficientNet-Lite1 (240)', source, recipe: lite(240, 32) },
  'tf/efficientnet-lite2': { usedBy: 'EfficientNet-Lite2 (260)', source, recipe: lite(260, 32) },
  'tf/efficientnet-lite3': { usedBy: 'EfficientNet-Lite3 (280)', source, recipe: lite(280, 32) },
  'tf/efficientnet-lite4': { usedBy: 'EfficientNet-Lite4 (300)', source, recipe: lite(300, 32) },
  'pillow/efficientnet-lite0': {
    usedBy: 'ports of EfficientNet-Lite that read images with Pillow: photos upright, transparency over white',
    source: 'fixtures/make/effnet.py, run',
    recipe: {
      size: 224,
      decode: { ...pillowDecode, orientation: 'exif', alpha: [255, 255, 255] },
      sourceCrop: { kind: 'central-square', fraction: 0.875, offset: 'trunc' },
      resize: { to: 'size' },
      kernel: 'pillow/bicubic',
      ...values,
      layout: 'NCHW',
      dtype: 'float32',
    },
  },
} satisfies Family;
