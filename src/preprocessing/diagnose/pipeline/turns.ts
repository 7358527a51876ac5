import type { Size } from '../../pixels/pixels.ts';
import type { Turn } from './fed.ts';

/** A turn, or none. */
export type AnyTurn = Turn | 'none';

/** What a turn does: first x and y are swapped, then the results are counted from the other side. */
export interface Moves {
  swap: boolean;
  mirrorX: boolean;
  mirrorY: boolean;
}

export const moves: Readonly<Record<AnyTurn, Moves>> = {
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

/** Those that change something, mirrored ones first. */
export const TURNS = allTurns.filter((turn) => turn !== 'none');

/** Whether width and height change places. */
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

/** What turns a picture with this EXIF orientation upright (Exif 2.32, tag 0x0112); `none` for 1 and unknown ones. */
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

export const swapped = ({ width, height }: Size): Size => ({ width: height, height: width });

export const turnedSize = ({ width, height }: Size, turn: AnyTurn): Size =>
  swapsSides(turn) ? { width: height, height: width } : { width, height };

/** Where the source index of a turned picture's pixel begins, and how it moves along x and y. */
export const stepsOf = (turn: AnyTurn, { width, height }: Size): { start: number; x: number; y: number } => {
  const { swap, mirrorX, mirrorY } = moves[turn];
  const [x, y] = swap ? [width, 1] : [1, width];
  const [lastX, lastY] = swap ? [height - 1, width - 1] : [width - 1, height - 1];
  return {
    start: (mirrorX ? lastX * x : 0) + (mirrorY ? lastY * y : 0),
    x: mirrorX ? -x : x,
    y: mirrorY ? -y : y,
  };
};

/** The source pixel that a turned picture shows at (x, y); the size is the source's. */
export const turnedIndex = (turn: AnyTurn, size: Size): ((x: number, y: number) => number) => {
  const { start, x: stepX, y: stepY } = stepsOf(turn, size);
  return (x, y) => start + x * stepX + y * stepY;
};
