import type { Recipe } from '../recipe/recipe.ts';
import { type Family, half, imagenet, pillowDecode } from './preset.ts';

const source = 'timm 1.0.31, data.create_transform with the crop_pct, interpolation, mean and std of the model';

/** The shorter side to `floor(size / cropPct)`, centre crop. */
const evaluation = (cropPct: number, values: Pick<Recipe, 'scale' | 'mean' | 'std'>): Recipe => ({
  size: 224,
  decode: pillowDecode,
  resize: { to: 'short-side', side: { times: 1, per: cropPct, rounding: 'trunc' }, other: 'trunc' },
  kernel: 'pillow/bicubic',
  crop: { at: 'center', offset: 'half-even', zeros: 'trunc' },
  channels: 'RGB',
  ...values,
  layout: 'NCHW',
  dtype: 'float32',
});

export const timm = {
  'timm/imagenet-0.875': {
    usedBy:
      'models with crop_pct 0.875 and bicubic: `efficientnet_b0.ra_in1k`, `mobilenetv3_large_100.ra_in1k`, `convnext_tiny.fb_in1k`',
    source,
    recipe: evaluation(0.875, imagenet),
  },
  'timm/imagenet-0.9': {
    usedBy: 'models with crop_pct 0.9 and bicubic: DeiT, Swin',
    source,
    recipe: evaluation(0.9, imagenet),
  },
  'timm/imagenet-0.95': {
    usedBy: 'models with crop_pct 0.95 and bicubic: `resnet50.a1_in1k`, `convnext_tiny.in12k_ft_in1k`',
    source,
    recipe: evaluation(0.95, imagenet),
  },
  'timm/imagenet-1.0': {
    usedBy: 'models with crop_pct 1.0 and bicubic: at size 518 `vit_small_patch14_dinov2.lvd142m`',
    source,
    recipe: evaluation(1, imagenet),
  },
  'timm/vit-augreg': {
    usedBy: '`vit_*.augreg_*`: crop_pct 0.9, mean and std 0.5',
    source,
    recipe: evaluation(0.9, half),
  },
  'timm/tf-efficientnet-lite0': {
    usedBy: '`tf_efficientnet_lite0`, and at size 299 `inception_v3.tf_in1k`: crop_pct 0.875, mean and std 0.5',
    source,
    recipe: evaluation(0.875, half),
  },
} satisfies Family;
