import type { Size } from '../../../pixels/pixels.ts';
import { type AnyTurn, inverseOf } from '../../pipeline/turns.ts';
import { grayOf } from '../picture/grayOf.ts';
import { cutOut, type Planes, planes, type Window } from '../picture/planes.ts';
import { turnPlanes } from '../picture/turnPlanes.ts';
import type { View } from '../read/reading.ts';
import { type Candidate, coarse } from './coarse.ts';
import { refine } from './refine.ts';
import type { Rect } from './sampleRect.ts';
import type { Pyramid } from './shrunk.ts';
import type { Thumbnails } from './thumbnails.ts';
import { toneAlike } from './toneAlike.ts';

/** Where in the image a part of a tensor's picture comes from. */
export interface Registration {
  turn: AnyTurn;
  /** Of the tensor's picture, as it lies there. */
  window: Window;
  /** Of the image, for that window turned back. */
  rect: Rect;
  /** Absolute normalised correlation of the two, after any value map. */
  likeness: number;
  /** How alike the best match in another orientation is. */
  rival: { turn: AnyTurn; likeness: number } | undefined;
}

const seconds = 5;
const [small, large] = [48, 128];
const rounds = 3;

/** A window of a view before its place is known exactly. */
export interface Sighting {
  window: Window;
  gray: Planes;
  /** The best first. */
  candidates: Candidate[];
}

/**
 * Looks for the part of the image that a window of a view shows, whatever its values, channel order and orientation.
 *
 * @param channels of the view that count
 * @param squeezed whether parts of other aspects than the tensor's are tried
 */
export const sight = (
  view: View,
  window: Window,
  channels: readonly number[],
  thumbnails: Thumbnails,
  squeezed: boolean,
): Sighting => {
  const gray = grayOf(cutOut(pick(view.picture, channels), window));
  const candidates = frames(view, window, thumbnails.size).flatMap(({ part, aspect }) =>
    coarse(gray, part, aspect, thumbnails, squeezed),
  );
  candidates.sort((a, b) => b.likeness - a.likeness);
  return { window, gray, candidates };
};

/** Finds the exact place, from the most promising ones. */
export const register = ({ window, gray, candidates }: Sighting, image: Pyramid): Registration | undefined => {
  const turned = new Map<AnyTurn, Planes>();
  const back = (turn: AnyTurn): Planes => {
    const known = turned.get(turn) ?? turnPlanes(gray, inverseOf(turn));
    turned.set(turn, known);
    return known;
  };
  const tried = distinct(candidates, image[0] as Planes).map((candidate) => ({
    ...candidate,
    ...refine(back(candidate.turn), image, candidate.rect, small, 8),
  }));
  tried.sort((a, b) => b.likeness - a.likeness);
  const [first] = tried;
  if (first === undefined) return undefined;
  const picture = back(first.turn);
  let best = refine(picture, image, first.rect, large, 6);
  // A curve pulls the edges: with the grays bent alike, they lie better, and the curve shows better then.
  for (let round = 0; round < rounds && best.likeness < 0.995; round++) {
    const toned = toneAlike(picture, image, best.rect);
    const again = toned && refine(picture, toned, best.rect, large, 6);
    if (!again || again.likeness < best.likeness + 0.2 * (1 - best.likeness)) break;
    best = again;
  }
  const rival = tried.find(({ turn }) => turn !== first.turn);
  return { turn: first.turn, window, ...best, rival: rival && { turn: rival.turn, likeness: rival.likeness } };
};

const pick = (picture: Planes, channels: readonly number[]): Planes => {
  const { width, height } = picture;
  if (channels.length === picture.channels) return picture;
  const result = planes(channels.length, height, width);
  const count = width * height;
  channels.forEach((c, i) => {
    result.data.set(picture.data.subarray(c * count, (c + 1) * count), i * count);
  });
  return result;
};

/** The candidates that are worth refining: the best, and others elsewhere or turned otherwise. */
const distinct = (candidates: readonly Candidate[], { width, height }: Size): Candidate[] => {
  const near = 0.03 * Math.max(width, height);
  const kept: Candidate[] = [];
  for (const each of candidates) {
    if (kept.length === seconds) break;
    const { rect } = each;
    const isNew = kept.every(
      ({ turn, rect: other }) =>
        turn !== each.turn ||
        Math.abs(rect.left - other.left) > near ||
        Math.abs(rect.top - other.top) > near ||
        Math.abs(rect.right - other.right) > near ||
        Math.abs(rect.bottom - other.bottom) > near,
    );
    if (isNew) kept.push(each);
  }
  return kept;
};

/**
 * What whole picture the window may be a part of: its aspect, and which part. Where lines at the end are unknown, the
 * picture may end with the tensor, have the same border below as above, or keep the image's aspect.
 */
const frames = (view: View, window: Window, image: Size): { part: Rect; aspect: number }[] => {
  const { height } = view.picture;
  const [w, h] = [window.right - window.left, window.bottom - window.top];
  const known = Math.max(...view.rows);
  if (known >= height || window.bottom < known)
    return [{ part: { left: 0, top: 0, right: 1, bottom: 1 }, aspect: w / h }];
  const heights = new Set([height - window.top]);
  if (window.top > 0 && height - 2 * window.top >= h) heights.add(height - 2 * window.top);
  for (const fitting of [(w * image.height) / image.width, (w * image.width) / image.height]) {
    if (fitting >= h && fitting < height - window.top) heights.add(fitting);
  }
  return [...heights].map((whole) => ({ part: { left: 0, top: 0, right: 1, bottom: h / whole }, aspect: w / whole }));
};
