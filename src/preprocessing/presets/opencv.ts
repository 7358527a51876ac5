import { type Family, opencvDecode, unit } from './preset.ts';

const base = {
  size: 224,
  decode: opencvDecode,
  kernel: 'opencv/linear',
  layout: 'NCHW',
  dtype: 'float32',
} as const;

export const opencv = {
  'opencv/blob': {
    usedBy: 'cv2.dnn.blobFromImage(image, 1/255, (size, size), swapRB=True, crop=True)',
    source: 'OpenCV 5.0.0, dnn.blobFromImage',
    recipe: {
      ...base,
      resize: { to: 'cover' },
      crop: { at: 'center', offset: 'trunc' },
      channels: 'RGB',
      ...unit,
    },
  },
  'opencv/blob-caffe': {
    usedBy: 'cv2.dnn.blobFromImage(image, 1, (size, size), (104, 117, 123)) for Caffe models: BGR, stretched',
    source: 'OpenCV 5.0.0, dnn.blobFromImage',
    recipe: { ...base, resize: { to: 'size' }, channels: 'BGR', scale: 1, mean: [104, 117, 123], std: 1 },
  },
} satisfies Family;
