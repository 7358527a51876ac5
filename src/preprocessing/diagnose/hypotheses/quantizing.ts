import { changed } from '../pipeline/changed.ts';
import type { Fed } from '../pipeline/fed.ts';
import type { Hypothesis } from './hypothesis.ts';

const isInteger = ({ dtype }: Fed): boolean => dtype === 'int8' || dtype === 'uint8';

/** Bytes of pixels where the recipe has numbers of another type. */
export const uint8: Hypothesis = {
  name: 'dtype/uint8',
  step: 'dtype',
  inject: (fed) =>
    fed.dtype === 'uint8'
      ? []
      : [changed(fed, { dtype: 'uint8', scale: 1, mean: 0, std: 1, quantization: undefined, gamma: undefined })],
};

/** Bytes minus 128 where the recipe has numbers of another type. */
export const int8: Hypothesis = {
  name: 'dtype/int8',
  step: 'dtype',
  inject: (fed) =>
    fed.dtype === 'int8'
      ? []
      : [
          changed(fed, {
            dtype: 'int8',
            scale: 1,
            mean: 0,
            std: 1,
            quantization: { scale: 1, zeroPoint: -128 },
            gamma: undefined,
          }),
        ],
};

/** Floats where the recipe is quantized: nobody applied scale and zero point. */
export const notQuantized: Hypothesis = {
  name: 'dtype/not-quantized',
  step: 'dtype',
  inject: (fed) => (isInteger(fed) ? [changed(fed, { dtype: 'float32', quantization: undefined })] : []),
};

/** Scale or zero point of another convention: 1/127.5 for 1/128, -1 for 0. */
export const otherQuantization: Hypothesis = {
  name: 'dtype/quantization',
  step: 'dtype',
  inject: (fed) => {
    if (!isInteger(fed)) return [];
    const { scale, zeroPoint } = fed.quantization ?? { scale: 1, zeroPoint: 0 };
    return [
      { scale, zeroPoint: zeroPoint - 1 },
      { scale, zeroPoint: zeroPoint + 1 },
      { scale: (scale * 128) / 127.5, zeroPoint },
      { scale: (scale * 127.5) / 128, zeroPoint },
      { scale, zeroPoint: fed.dtype === 'int8' ? zeroPoint + 128 : zeroPoint - 128 },
    ].map((quantization) => changed(fed, { quantization }));
  },
};

/** Half precision where the recipe has float32, or the other way round: no wrong step for most models, but another type. */
export const otherFloat: Hypothesis = {
  name: 'dtype/float',
  step: 'dtype',
  inject: (fed) => (isInteger(fed) ? [] : [changed(fed, { dtype: fed.dtype === 'float32' ? 'float16' : 'float32' })]),
};
