import type { Recipe } from '../recipe/recipe.ts';
import { type Family, imagenet, pillowDecode } from './preset.ts';

const source = 'torchvision 0.29.2, transforms._presets.ImageClassification';

/** Resize of the shorter side, centre crop, ImageNet mean and std. */
const classification = (resize: number, size: number, kernel: 'pillow/bilinear' | 'pillow/bicubic'): Recipe => ({
  size,
  decode: pillowDecode,
  resize: { to: 'short-side', side: { times: resize, per: size, rounding: 'half-even' }, other: 'trunc' },
  kernel,
  crop: { at: 'center', offset: 'half-even', zeros: 'trunc' },
  channels: 'RGB',
  ...imagenet,
  layout: 'NCHW',
  dtype: 'float32',
});

export const torchvision = {
  'torchvision/imagenet-v1': {
    usedBy:
      'weights IMAGENET1K_V1 of ResNet, ResNeXt, VGG, DenseNet, MobileNetV2 and V3, SqueezeNet, GoogLeNet, ViT-B/16 (resize 256, crop 224)',
    source,
    recipe: classification(256, 224, 'pillow/bilinear'),
  },
  'torchvision/imagenet-v2': {
    usedBy: 'weights IMAGENET1K_V2 of ResNet50, MobileNetV2, MobileNetV3-Large (resize 232, crop 224)',
    source,
    recipe: classification(232, 224, 'pillow/bilinear'),
  },
  'torchvision/efficientnet-b0': {
    usedBy: 'EfficientNet-B0 (resize 256, crop 224, bicubic)',
    source,
    recipe: classification(256, 224, 'pillow/bicubic'),
  },
  'torchvision/efficientnet-v2-s': {
    usedBy: 'EfficientNetV2-S (384, bilinear)',
    source,
    recipe: classification(384, 384, 'pillow/bilinear'),
  },
  'torchvision/convnext-tiny': {
    usedBy: 'ConvNeXt-Tiny (resize 236, crop 224)',
    source,
    recipe: classification(236, 224, 'pillow/bilinear'),
  },
  'torchvision/inception-v3': {
    usedBy: 'Inception V3 (resize 342, crop 299)',
    source,
    recipe: classification(342, 299, 'pillow/bilinear'),
  },
  'torchvision/vit-swag-e2e': {
    usedBy: 'ViT with IMAGENET1K_SWAG_E2E_V1 weights (384, bicubic)',
    source,
    recipe: classification(384, 384, 'pillow/bicubic'),
  },
  'torchvision/vit-swag-linear': {
    usedBy: 'ViT with IMAGENET1K_SWAG_LINEAR_V1 weights (224, bicubic)',
    source,
    recipe: classification(224, 224, 'pillow/bicubic'),
  },
} satisfies Family;
