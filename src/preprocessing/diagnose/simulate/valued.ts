import type { Tensor } from '../../../tensor/tensor.ts';
import { lumaOf } from '../../pixels/luma.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import { roomLike } from '../../pixels/roomLike.ts';
import { toTensor } from '../../tensor/toTensor.ts';
import type { Fed } from '../pipeline/fed.ts';
import { lateColours, wrapped } from './lateColours.ts';

/** A picture's values as a pipeline stores them, interleaved: fitted colours, channel order, value map, element type. */
export const valued = (picture: Pixels, fed: Fed): Tensor => {
  const { order, layout: _, ...recipe } = fed;
  const coloured = lateColours(picture, fed);
  const pixels = order === undefined ? coloured : ordered(coloured, order);
  const tensor = toTensor(wrapped(pixels, fed), {
    ...recipe,
    ...(order === undefined ? {} : { channels: 'RGB' as const }),
    layout: 'NHWC',
  });
  return fed.memory?.kind === 'truncated-to-bytes' ? truncated(tensor) : tensor;
};

/** `GBR` and the like, or luma in all three channels. */
const ordered = (picture: Pixels, order: string): Pixels => {
  const { data: source } = picture;
  const data = roomLike(source, source.length);
  const isByte = source.constructor.name !== 'Float32Array';
  if (order === 'gray') {
    for (let i = 0; i < source.length; i += 3) {
      const luma = lumaOf(source[i] as number, source[i + 1] as number, source[i + 2] as number);
      data.fill(isByte ? Math.round(luma) : luma, i, i + 3);
    }
    return { ...picture, data };
  }
  const [first, second, third] = [...order.slice(0, 3)].map((letter) => 'RGB'.indexOf(letter)) as [
    number,
    number,
    number,
  ];
  for (let i = 0; i < source.length; i += 3) {
    data[i] = source[i + first] as number;
    data[i + 1] = source[i + second] as number;
    data[i + 2] = source[i + third] as number;
  }
  return { ...picture, data };
};

/** As `new Uint8Array(values)` keeps them: whole, modulo 256. */
const truncated = (tensor: Tensor): Tensor => ({
  ...tensor,
  data: Float32Array.from(Uint8Array.from(tensor.data as Float32Array)),
});
