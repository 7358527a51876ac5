import type { Fed } from '../fed.ts';
import type { Pixels } from '../pixels.ts';
import { arrangement } from './arrangement.ts';
import { colourMatrix, throughCurve, throughMatrix } from './colours.ts';
import { type ChannelFit, fitChannels } from './fitChannels.ts';
import { roughPixels } from './proxy.ts';
import { sameShape } from './residual.ts';
import { pickPixels, type Rendered, type Rows, readSample, type Sample, sampleOf } from './sampled.ts';
import { bandOf, planOf, renderedOf, type Scene, sourceOf } from './scene.ts';

/** A tensor as the search sees it. */
export interface Given {
  values: ArrayLike<number>;
  shape: readonly number[];
}

/** A pipeline with how well its pixels explain a tensor, whatever the value map. */
export interface Try {
  fed: Fed;
  fit: ChannelFit;
}

/** What is shared by the tries for one tensor. */
export interface Trial {
  scene: Scene;
  given: Given;
  /** What the tensor holds at points, by how it is read. */
  read: Map<string, { sample: Sample; values: Float32Array }>;
  /** In `performance.now()` milliseconds. */
  deadline: number;
}

export const trialOf = (scene: Scene, given: Given, deadline: number): Trial => ({
  scene,
  given,
  read: new Map(),
  deadline,
});

export const isLate = ({ deadline }: Trial): boolean => performance.now() > deadline;

/** How exactly a try is computed: a few pixels for each point, some rows, or the whole picture. */
export type Effort = 'rough' | 'whole' | Rows;

const ROUGH_POINTS = 900;

/** Tries one pipeline; undefined where it can't have made a tensor of this shape, or does not fit the image. */
export const tryFed = async (trial: Trial, fed: Fed, effort: Effort): Promise<Try | undefined> => {
  try {
    const source = await sourceOf(trial.scene, effort === 'rough' ? withoutTurn(fed) : fed);
    const rendered = await rows(trial, fed, effort, source);
    const read = readAt(trial, fed, rendered.size, effort);
    if (read === undefined) return undefined;
    const pixels = 'pixels' in rendered ? pickPixels(rendered, read.sample) : rough(trial, fed, source, read.sample);
    return { fed, fit: fitChannels(read.values, toned(pixels, fed).data) };
  } catch {
    // Geometry that this image makes impossible.
    return undefined;
  }
};

const withoutTurn = (fed: Fed): Fed => {
  const { turn: _, ...rest } = fed;
  return rest;
};

type WithSize = (Rendered & { size: Sample['size'] }) | { size: Sample['size'] };

const rows = async (trial: Trial, fed: Fed, effort: Effort, source: Pixels): Promise<WithSize> => {
  const { scene } = trial;
  if (effort === 'rough') return { size: planOf(fed, turnedShape(fed, source), scene.facts).size };
  const { size, pad } = planOf(fed, source, scene.facts);
  if (effort !== 'whole') return { ...(await bandOf(scene, fed, effort)), size };
  const isLatePad = fed.pad?.when === 'after-values';
  const pixels = await renderedOf(scene, fed);
  return { pixels, left: isLatePad ? pad.left : 0, top: isLatePad ? pad.top : 0, size };
};

const turnedShape = (fed: Fed, source: Pixels): Pixels =>
  fed.turn?.when === 'before-resize' && /transpose|90|270|transverse/.test(fed.turn.by)
    ? { ...source, width: source.height, height: source.width }
    : source;

const rough = (trial: Trial, fed: Fed, source: Pixels, sample: Sample): Pixels =>
  roughPixels(source, fed, trial.scene.facts, sample);

/** What the tensor holds at the points of a sample, if this pipeline makes tensors of its shape. */
const readAt = ({ given, read }: Trial, fed: Fed, size: Sample['size'], effort: Effort) => {
  const turn = fed.turn?.when === 'after-resize' ? fed.turn.by : undefined;
  const key = JSON.stringify([fed.layout, fed.reading, fed.memory, fed.channels === 'gray', turn, size, effort]);
  const known = read.get(key);
  if (known !== undefined) return known;
  const isTurned = turn !== undefined && /transpose|90|270|transverse/.test(turn);
  const plan = arrangement(fed, isTurned ? { width: size.height, height: size.width } : size);
  if (!sameShape(plan.shape, given.shape)) return undefined;
  const sample =
    effort === 'rough'
      ? sampleOf(size, undefined, ROUGH_POINTS)
      : effort === 'whole'
        ? sampleOf(size)
        : sampleOf(size, effort);
  const made = { sample, values: readSample(given.values, plan, sample, turn) };
  read.set(key, made);
  return made;
};

/** What happens to pixels between the resize and the value map, whichever way they are mapped then. */
const toned = (pixels: Pixels, { gamma, memory, colour }: Fed): Pixels => {
  let picture = pixels;
  if (colour?.kind === 'curve') picture = throughCurve(picture, colour.table);
  if (colour?.kind === 'matrix') {
    const map = colourMatrix(colour);
    if (map !== undefined) picture = throughMatrix(picture, map.matrix, map.offset);
  }
  if (memory?.kind === 'wrapped-int8')
    picture = {
      ...picture,
      data: Float32Array.from(picture.data, (v) => (v - v === 0 ? (Math.round(v) << 24) >> 24 : v)),
    };
  if (gamma === undefined || gamma === 1) return picture;
  const { pow, max } = Math;
  return { ...picture, data: Float32Array.from(picture.data, (v) => 255 * pow(max(v, 0) / 255, gamma)) };
};

/** The better first; none that can't be. */
export const ranked = (tries: readonly (Try | undefined)[]): Try[] =>
  tries.filter((each) => each !== undefined).sort((a, b) => a.fit.rms - b.fit.rms);

/** Tries several pipelines, stopping where time is up or one is exact. */
export const tryAll = async (trial: Trial, feds: readonly Fed[], effort: Effort): Promise<Try[]> => {
  const tries: (Try | undefined)[] = [];
  for (const fed of feds) {
    if (isLate(trial)) break;
    const each = await tryFed(trial, fed, effort);
    tries.push(each);
    if (effort === 'whole' && each !== undefined && each.fit.rms < 0.02) break;
  }
  return ranked(tries);
};
