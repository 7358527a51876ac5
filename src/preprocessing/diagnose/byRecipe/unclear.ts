import type { Pixels } from '../../pixels/pixels.ts';
import type { KernelName } from '../../resample/resampler.ts';
import type { Diagnosis } from '../diagnosis.ts';
import type { Fed } from '../pipeline/fed.ts';
import { swapsSides, TURNS } from '../pipeline/turns.ts';
import { paletteOf } from '../simulate/palette.ts';
import { bandOf, planOf, renderedOf, type Scene, sourceOf } from '../simulate/scene.ts';
import type { Simulated } from '../simulate/simulated.ts';
import { turnPixels } from '../simulate/turnPixels.ts';

type Unclear = Diagnosis['notIdentifiable'];

/** Steps about which an image says nothing when a pipeline makes a picture of it, and why. */
export const unclearOf = async (scene: Scene, simulated: Simulated): Promise<Unclear> => {
  if (simulated.values.length === 0) return [];
  const { isConstant, isGray, hasFewValues } = paletteOf(simulated);
  if (isConstant)
    return (['orientation', 'geometry', 'kernel', 'channels', 'values'] as const).map((step) => ({
      step,
      why: 'constant',
    }));
  const unclear: Unclear = [];
  const { fed } = simulated;
  if (isSymmetric(await renderedOf(scene, fed))) unclear.push({ step: 'orientation', why: 'symmetric' });
  if (await isBlurred(scene, fed)) unclear.push({ step: 'kernel', why: 'blurred' });
  if (isGray && fed.channels !== 'gray') unclear.push({ step: 'channels', why: 'gray' });
  if (hasFewValues) unclear.push({ step: 'values', why: 'few-values' });
  return unclear;
};

/** Whether a picture looks the same mirrored or turned, but for rounding. */
const isSymmetric = (picture: Pixels): boolean =>
  TURNS.some((turn) => {
    if (swapsSides(turn) && picture.width !== picture.height) return false;
    return distance(picture, turnPixels(picture, turn)) < 0.4;
  });

/** Kernels that differ most. */
const PROBES: readonly KernelName[] = ['pillow/bilinear', 'pillow/lanczos', 'opencv/linear'];

/** Whether kernels make the same picture, but for rounding: smooth images, or none that is resized. */
const isBlurred = async (scene: Scene, fed: Fed): Promise<boolean> => {
  const plan = planOf(fed, await sourceOf(scene, fed), scene.facts);
  if (plan.source.width === plan.resized.width && plan.source.height === plan.resized.height) return false;
  const middle = Math.floor(plan.size.height / 2);
  const rows = { from: Math.max(0, middle - 16), to: Math.min(plan.size.height, middle + 16) };
  const bands: Pixels[] = [];
  for (const kernel of PROBES) bands.push((await bandOf(scene, { ...fed, kernel }, rows)).pixels);
  const [first, ...others] = bands as [Pixels, ...Pixels[]];
  return others.every((other) => distance(first, other) < 0.4);
};

/** Root mean square of the difference of two pictures of the same size, in u8 units. */
const distance = (a: Pixels, b: Pixels): number => {
  let squares = 0;
  for (let i = 0; i < a.data.length; i++) {
    const difference = (a.data[i] as number) - (b.data[i] as number);
    squares += difference * difference;
  }
  return Math.sqrt(squares / a.data.length);
};
