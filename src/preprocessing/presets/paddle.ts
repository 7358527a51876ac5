import type { Recipe, Resize } from '../recipe/recipe.ts';
import { asSize, type Family, half, imagenet, opencvDecode, uprightDecode } from './preset.ts';

const source = 'PaddleX 3.7 (read), with the pixels of OpenCV 5.0';

/** Sides in multiples of 32; mean and std as listed, though the channels are BGR. */
const detection = (
  size: number,
  limits: Extract<Resize, { to: 'multiple' }>['limits'],
  values: Pick<Recipe, 'scale' | 'mean' | 'std'>,
): Recipe => ({
  size,
  decode: opencvDecode,
  resize: { to: 'multiple', of: 32, limit: asSize, limits },
  kernel: 'opencv/linear',
  channels: 'BGR',
  ...values,
  layout: 'NCHW',
  dtype: 'float32',
});

export const paddle = {
  'paddle/det': {
    usedBy: "PaddleOCR text detection with limit_type 'max', limit_side_len 960",
    source,
    recipe: detection(960, 'longer', imagenet),
  },
  'paddle/det-min': {
    usedBy: "PaddleOCR text detection with limit_type 'min', limit_side_len 736",
    source,
    recipe: detection(736, 'shorter', imagenet),
  },
  'paddle/rec': {
    usedBy: 'PaddleOCR text recognition: height 48, width in proportion, at least 320, padded with 0 after the values',
    source,
    recipe: {
      size: { width: 320, height: 48 },
      decode: opencvDecode,
      resize: { to: 'height', height: 48, width: 320 },
      kernel: 'opencv/linear',
      pad: { picture: 'top-left', fill: 0, when: 'after-values' },
      channels: 'BGR',
      ...half,
      layout: 'NCHW',
      dtype: 'float32',
    },
  },
  'rapidocr/det': {
    usedBy: 'RapidOCR text detection: shorter side at least 736, mean and std 0.5',
    source: 'rapidocr 3.10 (read: files by Pillow, turned upright), with the pixels of OpenCV 5.0',
    recipe: { ...detection(736, 'shorter', half), decode: uprightDecode },
  },
} satisfies Family;
