import type { Recipe } from '../recipe/recipe.ts';
import { type Family, opencvDecode, unit } from './preset.ts';

const source = 'Ultralytics 8, data/augment.py: LetterBox (read), with the pixels of OpenCV 5.0';

const yolo: Recipe = {
  size: 640,
  decode: opencvDecode,
  resize: { to: 'contain', enlarge: true },
  kernel: 'opencv/linear',
  pad: { picture: 'center', fill: 114, when: 'before-values' },
  channels: 'RGB',
  ...unit,
  layout: 'NCHW',
  dtype: 'float32',
};

export const ultralytics = {
  'ultralytics/yolo': {
    usedBy: 'YOLOv5 to YOLO11 exported to ONNX: letterbox in gray 114, 0 to 1',
    source,
    recipe: yolo,
  },
  'ultralytics/yolo-rect': {
    usedBy: 'the same with `auto` (PyTorch models, rect=True): padded only to the next multiple of 32',
    source,
    recipe: { ...yolo, pad: { picture: 'center', fill: 114, when: 'before-values', stride: 32 } },
  },
} satisfies Family;
