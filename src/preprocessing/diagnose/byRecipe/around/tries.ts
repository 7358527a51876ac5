import type { Plan } from '../../../geometry/plan.ts';
import type { Pixels } from '../../../pixels/pixels.ts';
import { resamplerOf } from '../../../resample/index.ts';
import { type ChannelFit, fitChannels } from '../../fit/fitChannels.ts';
import { families } from '../../kernels/families.ts';
import { type Grid, type Sampler, samplerOf } from '../../kernels/sampler.ts';
import type { Fed } from '../../pipeline/fed.ts';
import { turnedSize } from '../../pipeline/turns.ts';
import { arrangement, channelCount } from '../../simulate/arrangement.ts';
import { lateColours, wrapped } from '../../simulate/lateColours.ts';
import { sameShape } from '../../simulate/residual.ts';
import { bandOf, planOf, type Rendered, type Rows, renderedOf, type Scene, sourceOf } from '../../simulate/scene.ts';
import type { Given } from '../../simulate/simulated.ts';
import { pickPixels, readSample, type Sample, sampleOf } from './sampled.ts';

/** A pipeline with how well its pixels explain a tensor, whatever the value map. */
export interface Try {
  fed: Fed;
  fit: ChannelFit;
}

interface Read {
  sample: Sample;
  values: Float32Array;
  grid?: Grid;
}

/** What is shared by the tries for one tensor. */
export interface Trial {
  scene: Scene;
  given: Given;
  /** What the tensor holds at points, by how it is read. */
  read: Map<string, Read>;
  samplers: Map<Pixels, Map<Grid, Sampler>>;
  /** In `performance.now()` milliseconds. */
  deadline: number;
}

export const trialOf = (scene: Scene, given: Given, deadline: number): Trial => ({
  scene,
  given,
  read: new Map(),
  samplers: new Map(),
  deadline,
});

export const isLate = ({ deadline }: Trial): boolean => performance.now() > deadline;

/** How exactly a try is computed: some pixels by the kernel's family in floating point, some rows, or the whole picture. */
export type Effort = 'rough' | 'whole' | Rows;

/** Tries one pipeline; undefined where it can't have made a tensor of this shape, or does not fit the image. */
export const tryFed = async (trial: Trial, fed: Fed, effort: Effort): Promise<Try | undefined> => {
  try {
    const source = await sourceOf(trial.scene, fed);
    const plan = planOf(fed, source, trial.scene.facts);
    const read = readAt(trial, fed, plan, effort);
    if (read === undefined) return undefined;
    const pixels =
      effort === 'rough'
        ? roughPixels(trial, fed, source, plan, read)
        : pickPixels(await renderedFor(trial, fed, plan, effort), read.sample);
    if (pixels === undefined) return undefined;
    return { fed, fit: fitChannels(read.values, toned(pixels, fed).data) };
  } catch {
    // Geometry that this image makes impossible.
    return undefined;
  }
};

const renderedFor = async ({ scene }: Trial, fed: Fed, { pad }: Plan, effort: 'whole' | Rows): Promise<Rendered> => {
  if (effort !== 'whole') return bandOf(scene, fed, effort);
  const isLatePad = fed.pad?.when === 'after-values';
  const pixels = await renderedOf(scene, fed);
  return { pixels, left: isLatePad ? pad.left : 0, top: isLatePad ? pad.top : 0 };
};

/** What the kernel's family gives at the points of a grid. */
const roughPixels = (trial: Trial, fed: Fed, source: Pixels, plan: Plan, { grid }: Read): Pixels | undefined => {
  const { family: name } = resamplerOf(fed.kernel);
  const family = families.find((each) => each.name === name);
  if (family === undefined || grid === undefined) return undefined;
  const known = trial.samplers.get(source) ?? new Map<Grid, Sampler>();
  trial.samplers.set(source, known);
  const sampler = known.get(grid) ?? samplerOf(source, grid);
  known.set(grid, sampler);
  const data = sampler.sample(plan, family);
  return data && { data, width: data.length / 3, height: 1, channels: 3 };
};

/** Rows and columns of a grid. */
const [ROWS, COLUMNS] = [24, 40];

/** Rows and columns that cross inside of a plan's picture, at places that look random and never change. */
const gridOf = ({ size, crop, pad }: Plan): Grid => {
  const spread = (count: number, from: number, length: number): Int32Array => {
    const many = Math.min(count, length);
    return Int32Array.from({ length: many }, (_, i) => from + Math.floor(((i + ((i * 0.618) % 1)) * length) / many));
  };
  const isPadded = crop.width < size.width || crop.height < size.height;
  return isPadded
    ? { columns: spread(COLUMNS, pad.left, crop.width), rows: spread(ROWS, pad.top, crop.height) }
    : { columns: spread(COLUMNS, 0, size.width), rows: spread(ROWS, 0, size.height) };
};

/** What the tensor holds at the points of a sample, if this pipeline makes tensors of its shape. */
const readAt = ({ given, read }: Trial, fed: Fed, plan: Plan, effort: Effort): Read | undefined => {
  const turn = fed.turn?.when === 'after-resize' ? fed.turn.by : 'none';
  const box = effort === 'rough' ? [plan.crop.width, plan.crop.height, plan.pad] : [];
  const { size } = plan;
  const key = JSON.stringify([fed.layout, fed.reading, fed.memory, channelCount(fed), turn, size, effort, box]);
  const known = read.get(key);
  if (known !== undefined) return known;
  const laid = arrangement(fed, turnedSize(size, turn));
  if (!sameShape(laid.shape, given.shape)) return undefined;
  const grid = effort === 'rough' ? gridOf(plan) : undefined;
  const sample =
    grid !== undefined ? crossings(size, grid) : effort === 'whole' ? sampleOf(size) : sampleOf(size, effort as Rows);
  const made = { sample, values: readSample(given.values, laid, sample, turn), ...(grid && { grid }) };
  read.set(key, made);
  return made;
};

/** The points where a grid's rows and columns cross. */
const crossings = (size: Sample['size'], { columns, rows }: Grid): Sample => {
  const count = columns.length * rows.length;
  const [x, y] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < count; i++) {
    x[i] = columns[i % columns.length] as number;
    y[i] = rows[Math.floor(i / columns.length)] as number;
  }
  return { size, x, y };
};

/** What happens to pixels between the resize and the value map, whichever way they are mapped then. */
const toned = (pixels: Pixels, fed: Fed): Pixels => {
  const picture = wrapped(lateColours(pixels, fed), fed);
  const { gamma } = fed;
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
