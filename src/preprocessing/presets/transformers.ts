import type { Recipe, Resize } from '../recipe/recipe.ts';
import { asSize, type Family, half, imagenet, pillowDecode } from './preset.ts';

const source = 'transformers 5.23.0, the image processor with the Pillow backend (`...ImageProcessorPil`)';

const base = { decode: pillowDecode, channels: 'RGB', layout: 'NCHW', dtype: 'float32' } as const;

/** `size: { height, width }`. */
const stretched = (size: number, kernel: Recipe['kernel'], values: Pick<Recipe, 'scale' | 'mean' | 'std'>): Recipe => ({
  size,
  ...base,
  resize: { to: 'size' },
  kernel,
  ...values,
});

/** `size: { shortest_edge }` and `do_center_crop`. */
const cropped = (
  size: number,
  side: Extract<Resize, { to: 'short-side' }>['side'],
  kernel: Recipe['kernel'],
  values: Pick<Recipe, 'scale' | 'mean' | 'std'>,
): Recipe => ({
  size,
  ...base,
  resize: { to: 'short-side', side, other: 'trunc' },
  kernel,
  crop: { at: 'center', offset: 'trunc', zeros: 'ceil' },
  ...values,
});

/** transformers.image_utils, OPENAI_CLIP_MEAN and OPENAI_CLIP_STD. */
const clip = {
  scale: 1 / 255,
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
};

export const transformers = {
  'transformers/clip': {
    usedBy: 'CLIPImageProcessor: openai/clip-vit-base-patch32',
    source,
    recipe: cropped(224, asSize, 'pillow/bicubic', clip),
  },
  'transformers/vit': {
    usedBy: 'ViTImageProcessor: google/vit-base-patch16-224',
    source,
    recipe: stretched(224, 'pillow/bilinear', half),
  },
  'transformers/siglip': {
    usedBy: 'SiglipImageProcessor: google/siglip-base-patch16-224',
    source,
    recipe: stretched(224, 'pillow/bicubic', half),
  },
  'transformers/deit': {
    usedBy: 'DeiTImageProcessor: facebook/deit-base-distilled-patch16-224 (stretched to 256, crop 224)',
    source,
    recipe: {
      ...stretched(224, 'pillow/bicubic', imagenet),
      resize: { to: 'pixels', width: 256, height: 256 },
      crop: { at: 'center', offset: 'trunc', zeros: 'ceil' },
    },
  },
  'transformers/convnext': {
    usedBy: 'ConvNextImageProcessor below 384: facebook/convnext-tiny-224 (crop_pct 0.875)',
    source,
    recipe: cropped(224, { times: 256, per: 224, rounding: 'trunc' }, 'pillow/bicubic', imagenet),
  },
  'transformers/dinov2': {
    usedBy: 'BitImageProcessor as facebook/dinov2-base configures it (resize 256, crop 224)',
    source,
    recipe: cropped(224, { times: 256, per: 224, rounding: 'half-even' }, 'pillow/bicubic', imagenet),
  },
  'transformers/mobilenet': {
    usedBy: 'MobileNetV1ImageProcessor, MobileNetV2ImageProcessor: google/mobilenet_v2_1.0_224 (resize 256, crop 224)',
    source,
    recipe: cropped(224, { times: 256, per: 224, rounding: 'half-even' }, 'pillow/bilinear', half),
  },
} satisfies Family;
