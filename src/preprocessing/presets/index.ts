import { efficientNetLite } from './efficientNetLite.ts';
import { keras } from './keras.ts';
import { opencv } from './opencv.ts';
import { paddle } from './paddle.ts';
import type { Preset } from './preset.ts';
import { tf } from './tf.ts';
import { tflite } from './tflite.ts';
import { timm } from './timm.ts';
import { torchvision } from './torchvision.ts';
import { transformers } from './transformers.ts';
import { transformersJs } from './transformersJs.ts';
import { ultralytics } from './ultralytics.ts';

const families = {
  ...torchvision,
  ...timm,
  ...transformers,
  ...transformersJs,
  ...keras,
  ...tf,
  ...efficientNetLite,
  ...tflite,
  ...opencv,
  ...ultralytics,
  ...paddle,
};

export type PresetName = keyof typeof families;

/** Every preset by its name. */
export const presets: Readonly<Record<PresetName, Preset>> & Readonly<Record<string, Preset>> = families;
