import type { Pixels } from '../../pixels/pixels.ts';
import { roomLike } from '../../pixels/roomLike.ts';
import { type AnyTurn, stepsOf, turnedSize } from '../pipeline/turns.ts';

/** A turned copy of a picture; the picture itself where it is not turned. */
export const turnPixels = (pixels: Pixels, turn: AnyTurn): Pixels => {
  if (turn === 'none') return pixels;
  const { channels, data: source } = pixels;
  const { width, height } = turnedSize(pixels, turn);
  const { start, x: stepX, y: stepY } = stepsOf(turn, pixels);
  const data = roomLike(source, source.length);
  const step = stepX * channels;
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = (start + y * stepY) * channels;
    for (let x = 0; x < width; x++, from += step)
      for (let c = 0; c < channels; c++) data[to++] = source[from + c] as number;
  }
  return { data, width, height, channels };
};
