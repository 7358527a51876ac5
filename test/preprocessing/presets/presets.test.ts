import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/preprocessing/decode/decode.ts';
import { preprocess } from '../../../src/preprocessing/preprocess.ts';
import { pillowDecode } from '../../../src/preprocessing/presets/preset.ts';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import type { DecodedImage } from '../../../src/trace/trace.ts';
import { type Described, fedByLibrary, fedWith, imagePath, nrmse, tensorsOf } from '../expected.ts';

/** Each library's tensors, by the preset that promises to equal them. */
const presets = {
  'torchvision-v1': 'torchvision/imagenet-v1',
  'torchvision-v2': 'torchvision/imagenet-v2',
  'torchvision-bicubic': 'torchvision/efficientnet-b0',
  'timm-0.875-bicubic': 'timm/imagenet-0.875',
  'timm-0.9-vit': 'timm/vit-augreg',
  'timm-0.95': 'timm/imagenet-0.95',
  clip: 'transformers/clip',
  vit: 'transformers/vit',
  'keras-caffe': 'keras/caffe',
  'keras-tf': 'keras/tf',
  'keras-torch': 'keras/torch',
  'keras-tf-bilinear': 'keras/tf-bilinear',
  'slim-inception': 'tf/slim-inception',
  'slim-vgg': 'tf/slim-vgg',
  'tf2-stretch': 'tf/resize',
  'tflite-task-float': 'tflite/float',
  'tflite-u8': 'tflite/uint8',
  'tflite-i8': 'tflite/int8',
  'efficientnet-lite0': 'tf/efficientnet-lite0',
  'cv-blob': 'opencv/blob',
  'cv-blob-caffe': 'opencv/blob-caffe',
  yolo: 'ultralytics/yolo',
  'paddle-det': 'paddle/det',
  'paddle-rec': 'paddle/rec',
} as const;

describe('a preset at size 112 gives what its library gives:', () => {
  test.each(Object.entries(presets))('%s by %s', async (library, name) => {
    const fed = await fedByLibrary(library);
    expect(Object.keys(fed).length).toBeGreaterThanOrEqual(3);
    for (const [image, right] of Object.entries(fed)) {
      // The libraries were given the pixels as Pillow decodes them.
      const pixels = (await decode(imagePath(image), pillowDecode)) as DecodedImage;
      const tensor = await preprocess(pixels, { ...recipes[name], size: 112 });
      expect(tensor.shape, image).toEqual(right.shape);
      expect(tensor.dtype, image).toBe(right.dtype);
      expect(nrmse(tensor, right), image).toBeLessThanOrEqual(1e-6);
    }
  });

  const imagenet = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
  const half = { scale: 1 / 255, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
  const branches: [string, string, keyof typeof recipes, Partial<Recipe>, Described['recipe']][] = [
    [
      'pads to a multiple',
      'yolo-rect',
      'ultralytics/yolo-rect',
      {},
      { values: { scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1] }, layout: 'CHW' },
    ],
    ['enlarges to a limit', 'paddle-det-min', 'paddle/det-min', {}, { values: imagenet, layout: 'CHW' }],
    ['enlarges to a limit', 'paddle-det-min', 'rapidocr/det', {}, { values: half, layout: 'CHW' }],
    [
      'keeps its margin',
      'efficientnet-lite-112-32',
      'tf/efficientnet-lite4',
      {},
      { values: { scale: 1, mean: [127, 127, 127], std: [128, 128, 128] }, layout: 'HWC' },
    ],
    [
      'crops more than there is',
      'torchvision-crop-too-large',
      'torchvision/imagenet-v1',
      { resize: { to: 'short-side', side: 100, other: 'trunc' } },
      { values: imagenet, layout: 'CHW' },
    ],
  ];
  test.each(branches)('where it %s: %s by %s', async (_, file, name, change, values) => {
    for (const [image, right] of Object.entries(await fedWith(file, values))) {
      const pixels = (await decode(imagePath(image), pillowDecode)) as DecodedImage;
      const tensor = await preprocess(pixels, { ...recipes[name], size: 112, ...change } as Recipe);
      expect(tensor.shape, image).toEqual(right.shape);
      expect(nrmse(tensor, right), image).toBeLessThanOrEqual(1e-6);
    }
  });

  test.each(['torchvision/imagenet-v1', 'tf/efficientnet-lite0'] as const)(
    '%s at its own size, from a file',
    async (name) => {
      const full = await tensorsOf('full224_china');
      const right = full[name === 'torchvision/imagenet-v1' ? 'torchvision-v1' : 'efficientnet-lite0'] as Tensor;
      const tensor = await preprocess(imagePath('china_320x213'), name);
      expect(tensor.shape).toEqual(right.shape);
      expect(nrmse(tensor, right)).toBeLessThanOrEqual(1e-6);
    },
  );
});
