import type { Diagnosis } from '../../../src/preprocessing/diagnose/diagnosis.ts';
import type { Fed } from '../../../src/preprocessing/diagnose/pipeline/fed.ts';
import type { Step } from '../../../src/preprocessing/diagnose/pipeline/steps.ts';
import { isSameStep, STEPS, withStep } from '../../../src/preprocessing/diagnose/pipeline/steps.ts';
import { feedScene } from '../../../src/preprocessing/diagnose/simulate/feed.ts';
import { residual, slopes } from '../../../src/preprocessing/diagnose/simulate/residual.ts';
import { openScene, type Scene } from '../../../src/preprocessing/diagnose/simulate/scene.ts';
import { twinsOf } from '../../../src/preprocessing/resample/index.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { type Composition, describe } from './compose.ts';

/** What a diagnosis got right, by step; steps of which the tensor holds nothing are left out. */
export interface Score {
  right: boolean;
  steps: Partial<Record<Step, boolean>>;
  explained: boolean;
  /** Steps that nobody did otherwise, named all the same. */
  invented: Step[];
  /** What is wrong, for people. */
  misses: string[];
}

/** Whether two pipelines feed the same on this image, within rounding: then it cannot tell them apart. */
const feedsTheSame = async (scene: Scene, one: Fed, other: Fed): Promise<boolean> => {
  try {
    return isAlike(await feedScene(scene, one), await feedScene(scene, other), other);
  } catch {
    return false;
  }
};

/** Whether a pipeline feeds the very tensor that was made. Colours may be changed before a resize or after it. */
const feedsTensor = async (scene: Scene, fed: Fed, tensor: Tensor): Promise<boolean> => {
  try {
    return isAlike(tensor, await feedScene(scene, fed), fed);
  } catch {
    return false;
  }
};

const isAlike = (a: Tensor, b: Tensor, other: Fed): boolean => {
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return false;
  const { max, rms } = residual(a, b, other);
  // Whole numbers may be one apart where a fitted value map rounds the other way.
  const step =
    other.dtype === 'uint8' || other.dtype === 'int8'
      ? Math.max(...slopes(other).map((each) => 1 / Math.abs(each)))
      : 0;
  // One of two pixels' halves more where bytes were rounded on one side only: a third of the numbers are one apart then.
  return max <= 1.05 * Math.max(1, step) && rms <= (step > 0 ? 0.6 : 0.4) * Math.max(1, step);
};

/** Nearly all that was fed is lost: nothing but this fault can be named. */
const hidesAll = ({ memory }: Fed): boolean =>
  memory?.kind === 'truncated-to-bytes' || memory?.kind === 'reinterpreted';

const together: Step[][] = [
  ['values', 'dtype'],
  ['channels', 'values'],
  ['orientation', 'geometry'],
  // A limited range is a line, as a value map is.
  ['colour', 'values'],
  ['colour', 'values', 'dtype'],
  ['channels', 'values', 'dtype'],
];

/** What was not written begins at the same place, give or take a row: the pictures may be alike there. */
const isSamePlace = ({ memory: a }: Fed, { memory: b, size }: Fed): boolean =>
  a !== undefined &&
  b !== undefined &&
  'written' in a &&
  'written' in b &&
  a.kind === b.kind &&
  Math.abs(a.written - b.written) <= (typeof size === 'number' ? size : size.width);

const keysOf = (fed: Partial<Fed>, step: Step, whole: Fed): boolean => {
  const merged = { ...whole, ...fed, decode: { ...whole.decode, ...fed.decode } } as Fed;
  return !isSameStep(merged, whole, step);
};

/** Nothing of the image is left, such as zeros of pixels in 0..1 that were stored in bytes: then that is to be said. */
const scoreConstant = ({ explained, notIdentifiable }: Diagnosis): Score => {
  const right = explained === 'unexplained' && notIdentifiable.some(({ why }) => why === 'constant');
  return { right, steps: {}, explained: right, invented: [], misses: right ? [] : ['a constant tensor: not said'] };
};

const isConstant = ({ data }: Tensor): boolean => {
  const values = data as ArrayLike<number>;
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
};

/** Compares what was found with what was done. `isBlind`: the diagnosis was given no recipe, so that it names no differences. */
export const score = async (composition: Composition, diagnosis: Diagnosis, isBlind: boolean): Promise<Score> => {
  const { truth, recipe, injected, photo, tensor } = composition;
  if (isConstant(tensor)) return scoreConstant(diagnosis);
  const scene = await openScene(photo);
  const found = diagnosis.recipe;
  const named = new Set(
    diagnosis.differences.flatMap(({ step, found: keys, expected }) => [
      step,
      ...STEPS.filter((other) => keysOf(keys, other, recipe) || keysOf(expected, other, truth)).filter(
        (other) => injected.includes(other) && found !== undefined && !isSameStep(found, recipe, other),
      ),
    ]),
  );
  const scored = hidesAll(truth) ? (['memory'] as const) : STEPS;
  const steps: Score['steps'] = {};
  const misses: string[] = [];

  const isRight = async (step: Step, given: Fed): Promise<boolean> => {
    if (isSameStep(given, truth, step)) return true;
    if (step === 'kernel' && twinsOf(truth.kernel).includes(given.kernel)) return true;
    if (step === 'memory' && hidesAll(truth)) return given.memory?.kind === truth.memory?.kind;
    if (step === 'memory' && isSamePlace(given, truth)) return true;
    return feedsTheSame(scene, withStep(truth, given, step), truth);
  };
  const isTied = async (step: Step, given: Fed): Promise<boolean> => {
    for (const tie of diagnosis.ties) {
      if (tie.step !== step) continue;
      const other = { ...given, ...tie.found, decode: { ...given.decode, ...tie.found.decode } } as Fed;
      if (await isRight(step, other)) return true;
    }
    return false;
  };

  /** Several ways to write the same: a quantization within the value map, a turn before a crop that rounds the other way. */
  const isRightTogether = async (step: Step, given: Fed): Promise<boolean> => {
    for (const group of together) {
      if (!group.includes(step)) continue;
      const both = group.reduce((fed, each) => withStep(fed, given, each), truth);
      if ((await feedsTheSame(scene, both, truth)) || (await feedsTensor(scene, both, tensor))) return true;
    }
    return false;
  };

  for (const step of scored) {
    const given = found ?? ({ ...recipe, ...diagnosis.certain } as Fed);
    const isKnown = (await isRight(step, given)) || (await isRightTogether(step, given)) || (await isTied(step, given));
    const isNamed =
      isBlind ||
      !injected.includes(step) ||
      named.has(step) ||
      (together.some(
        (group) => group.includes(step) && group.some((each) => injected.includes(each) && named.has(each)),
      ) &&
        (await isRightTogether(step, given))) ||
      (await feedsTheSame(scene, withStep(truth, recipe, step), truth)) ||
      (step === 'kernel' && twinsOf(truth.kernel).includes(recipe.kernel));
    if (isKnown && !isNamed) misses.push(`${step}: not named`);
    if (!isKnown) misses.push(`found ${describe(step, given, truth)}`);
    steps[step] = isKnown && isNamed;
  }
  const invented = hidesAll(truth) ? [] : [...named].filter((step) => !injected.includes(step));
  for (const step of invented) if (found) misses.push(`invented ${describe(step, found, recipe)}`);
  const isVisible = injected.length > 0 && !(await feedsTheSame(scene, recipe, truth));
  const explained =
    hidesAll(truth) || (isVisible ? diagnosis.explained === 'explained' : diagnosis.explained !== 'unexplained');
  if (!explained) {
    const { rms, max } = diagnosis.residual;
    misses.push(
      `${diagnosis.explained}${diagnosis.cutShort ? ', cut short' : ''} (rms ${rms.toFixed(2)}, max ${max.toFixed(1)})`,
    );
  }
  return { right: misses.length === 0, steps, explained, invented, misses };
};
