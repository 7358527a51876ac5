import { type AnyTurn, allTurns, inverseOf, swapsSides } from '../../pipeline/turns.ts';
import type { Planes } from '../picture/planes.ts';
import { turnPlanes, turnWindow } from '../picture/turnPlanes.ts';
import { type Rect, sampleRect } from './sampleRect.ts';
import { standardise, thumbnailSide } from './thumbnail.ts';
import type { Thumbnails } from './thumbnails.ts';

/** Where a picture may come from: how it was turned, from which part of the image, and how alike the two are. */
export interface Candidate {
  turn: AnyTurn;
  /** Of the image, in its pixels, for the picture turned back. */
  rect: Rect;
  /** Absolute normalised correlation. */
  likeness: number;
}

const unit = { width: 1, height: 1 };

/**
 * Compares thumbnails of the picture, turned in all ways, with thumbnails of parts of the image.
 *
 * @param picture gray, a part of the tensor
 * @param part which part of the tensor's picture it is, in fractions of its sides
 * @param aspect width by height of the tensor's whole picture
 * @param squeezed whether parts of other aspects are tried
 * @returns the best few of each turn, the best first
 */
export const coarse = (
  picture: Planes,
  part: Rect,
  aspect: number,
  thumbnails: Thumbnails,
  squeezed: boolean,
  few = 6,
): Candidate[] => {
  const { width, height } = thumbnails.size;
  const whole = { left: 0, top: 0, right: picture.width, bottom: picture.height };
  const thumb = sampleRect(picture, whole, thumbnailSide, thumbnailSide);
  const found: Candidate[] = [];
  for (const turns of groups(part)) {
    const within = turnWindow(part, unit, inverseOf(turns[0] as AnyTurn));
    const { rects, pictures } = thumbnails.of(swapsSides(turns[0] as AnyTurn) ? 1 / aspect : aspect, within, squeezed);
    for (const turn of turns) {
      const wanted = standardise(turnPlanes(thumb, inverseOf(turn)).data.slice());
      const scores = likenesses(wanted, pictures, rects.length);
      for (const at of best(scores, few)) {
        const { left, top, right, bottom } = rects[at] as Rect;
        const rect = { left: left * width, top: top * height, right: right * width, bottom: bottom * height };
        found.push({ turn, rect, likeness: scores[at] as number });
      }
    }
  }
  return found.sort((a, b) => b.likeness - a.likeness);
};

const likenesses = (wanted: Float32Array, pictures: Float32Array, count: number): Float64Array => {
  const scores = new Float64Array(count);
  const length = wanted.length;
  for (let i = 0, at = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < length; k++, at++) sum += (wanted[k] as number) * (pictures[at] as number);
    scores[i] = Math.abs(sum);
  }
  return scores;
};

/** Turns for which the same part of an image is looked at. */
const groups = (part: Rect): AnyTurn[][] => {
  const groups = new Map<string, AnyTurn[]>();
  for (const turn of allTurns) {
    const { left, top, right, bottom } = turnWindow(part, unit, inverseOf(turn));
    const key = [swapsSides(turn), ...[left, top, right, bottom].map((n) => n.toFixed(4))].join();
    groups.set(key, [...(groups.get(key) ?? []), turn]);
  }
  return [...groups.values()];
};

/** Positions of the largest values. */
const best = (values: Float64Array, count: number): number[] => {
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (found.length === count && value <= (values[found[count - 1] as number] as number)) continue;
    let at = found.length;
    while (at > 0 && (values[found[at - 1] as number] as number) < value) at--;
    found.splice(at, 0, i);
    if (found.length > count) found.pop();
  }
  return found;
};
