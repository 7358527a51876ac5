import type { Size } from '../../../pixels/pixels.ts';
import { type AnyTurn, moves, stepsOf, turnedSize } from '../../pipeline/turns.ts';
import type { Planes, Window } from './planes.ts';

export const turnPlanes = (picture: Planes, turn: AnyTurn): Planes => {
  if (turn === 'none') return picture;
  const { width, height } = turnedSize(picture, turn);
  const { start, x: stepX, y: stepY } = stepsOf(turn, picture);
  const data = new Float32Array(picture.data.length);
  const count = width * height;
  let to = 0;
  for (let c = 0; c < picture.channels; c++)
    for (let y = 0; y < height; y++) {
      let from = c * count + start + y * stepY;
      for (let x = 0; x < width; x++, from += stepX) data[to++] = picture.data[from] as number;
    }
  return { data, width, height, channels: picture.channels };
};

/** A rectangle, which may have fractions, in the turned picture. */
export const turnWindow = (window: Window, image: Size, turn: AnyTurn): Window => {
  const { swap, mirrorX, mirrorY } = moves[turn];
  const turned = swap
    ? { left: window.top, top: window.left, right: window.bottom, bottom: window.right }
    : { ...window };
  const size = turnedSize(image, turn);
  if (mirrorX) [turned.left, turned.right] = [size.width - turned.right, size.width - turned.left];
  if (mirrorY) [turned.top, turned.bottom] = [size.height - turned.bottom, size.height - turned.top];
  return turned;
};
