import type { Pixels, Size } from '../../../pixels/pixels.ts';
import { roomLike } from '../../../pixels/roomLike.ts';
import type { Turn } from '../../pipeline/fed.ts';
import type { Planes, Window } from './planes.ts';

export type AnyTurn = Turn | 'none';

/** What a turn does: first x and y are swapped, then the results are counted from the other side. */
interface Moves {
  swap: boolean;
  mirrorX: boolean;
  mirrorY: boolean;
}

const moves: Record<AnyTurn, Moves> = {
  none: { swap: false, mirrorX: false, mirrorY: false },
  'flip-horizontal': { swap: false, mirrorX: true, mirrorY: false },
  'flip-vertical': { swap: false, mirrorX: false, mirrorY: true },
  'rotate-180': { swap: false, mirrorX: true, mirrorY: true },
  transpose: { swap: true, mirrorX: false, mirrorY: false },
  'rotate-90': { swap: true, mirrorX: true, mirrorY: false },
  'rotate-270': { swap: true, mirrorX: false, mirrorY: true },
  transverse: { swap: true, mirrorX: true, mirrorY: true },
};

export const allTurns = Object.keys(moves) as readonly AnyTurn[];

export const swapsSides = (turn: AnyTurn): boolean => moves[turn].swap;

export const inverseOf = (turn: AnyTurn): AnyTurn =>
  turn === 'rotate-90' ? 'rotate-270' : turn === 'rotate-270' ? 'rotate-90' : turn;

/** The turn that two in a row make. */
export const bothTurns = (first: AnyTurn, second: AnyTurn): AnyTurn => {
  const [a, b] = [moves[first], moves[second]];
  const [mirrorX, mirrorY] = b.swap ? [a.mirrorY, a.mirrorX] : [a.mirrorX, a.mirrorY];
  const both = { swap: a.swap !== b.swap, mirrorX: mirrorX !== b.mirrorX, mirrorY: mirrorY !== b.mirrorY };
  return allTurns.find((turn) => {
    const each = moves[turn];
    return each.swap === both.swap && each.mirrorX === both.mirrorX && each.mirrorY === both.mirrorY;
  }) as AnyTurn;
};

/** How an EXIF orientation, 1 to 8, is turned upright. */
export const turnOfExif = (orientation: number): AnyTurn =>
  (
    ({
      2: 'flip-horizontal',
      3: 'rotate-180',
      4: 'flip-vertical',
      5: 'transpose',
      6: 'rotate-90',
      7: 'transverse',
      8: 'rotate-270',
    }) as Record<number, AnyTurn>
  )[orientation] ?? 'none';

export const turnedSize = ({ width, height }: Size, turn: AnyTurn): Size =>
  moves[turn].swap ? { width: height, height: width } : { width, height };

/** Where the source index of a turned picture's pixel begins, and how it moves along x and y. */
const steps = (turn: AnyTurn, { width, height }: Size): { start: number; x: number; y: number } => {
  const { swap, mirrorX, mirrorY } = moves[turn];
  const [x, y] = swap ? [width, 1] : [1, width];
  const [lastX, lastY] = swap ? [height - 1, width - 1] : [width - 1, height - 1];
  return {
    start: (mirrorX ? lastX * x : 0) + (mirrorY ? lastY * y : 0),
    x: mirrorX ? -x : x,
    y: mirrorY ? -y : y,
  };
};

export const turnPlanes = (picture: Planes, turn: AnyTurn): Planes => {
  if (turn === 'none') return picture;
  const { width, height } = turnedSize(picture, turn);
  const { start, x: stepX, y: stepY } = steps(turn, picture);
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

export const turnPixels = (pixels: Pixels, turn: AnyTurn): Pixels => {
  if (turn === 'none') return pixels;
  const { channels } = pixels;
  const { width, height } = turnedSize(pixels, turn);
  const { start, x: stepX, y: stepY } = steps(turn, pixels);
  const data = roomLike(pixels.data, pixels.data.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = (start + y * stepY) * channels;
    for (let x = 0; x < width; x++, from += stepX * channels)
      for (let c = 0; c < channels; c++) data[to++] = pixels.data[from + c] as number;
  }
  return { data, width, height, channels };
};

/** A rectangle, which may have fractions, in the turned picture. */
export const turnWindow = (window: Window, { width, height }: Size, turn: AnyTurn): Window => {
  const { swap, mirrorX, mirrorY } = moves[turn];
  const turned = swap
    ? { left: window.top, top: window.left, right: window.bottom, bottom: window.right }
    : { ...window };
  const size = swap ? { width: height, height: width } : { width, height };
  if (mirrorX) [turned.left, turned.right] = [size.width - turned.right, size.width - turned.left];
  if (mirrorY) [turned.top, turned.bottom] = [size.height - turned.bottom, size.height - turned.top];
  return turned;
};
