import { type Family, tfDecode } from './preset.ts';

const source = 'TFLite Task library (read): its geometry and values, with the pixels of OpenCV 5.0 linear';

const base = {
  size: 224,
  decode: tfDecode,
  resize: { to: 'size' },
  kernel: 'opencv/linear',
  channels: 'RGB',
  layout: 'NHWC',
} as const;

export const tflite = {
  'tflite/float': {
    usedBy: 'TFLite Task library with float models: mean and std 127.5 in their metadata',
    source,
    recipe: { ...base, scale: 1, mean: 127.5, std: 127.5, dtype: 'float32' },
  },
  'tflite/uint8': {
    usedBy: 'TFLite models with a uint8 input: pixels as they are',
    source,
    recipe: { ...base, scale: 1, mean: 0, std: 1, dtype: 'uint8' },
  },
  'tflite/int8': {
    usedBy: 'TFLite models with an int8 input of zero point -128 over 0..255: pixel - 128',
    source,
    recipe: { ...base, scale: 1, mean: 128, std: 1, dtype: 'int8' },
  },
  'mediapipe/tasks': {
    usedBy: 'MediaPipe Tasks with a float model: -1 to 1 (documented values; not compared with its pixels)',
    source: 'MediaPipe Tasks (read)',
    recipe: { ...base, scale: 1, mean: 127.5, std: 127.5, dtype: 'float32' },
  },
} satisfies Family;
