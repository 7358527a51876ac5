import { realValues } from '../../../tensor/realValues.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import { searchBlind } from '../blind/blind.ts';
import type { Diagnosis, Difference, Residual } from '../diagnosis.ts';
import type { Fed, MemoryFault } from '../pipeline/fed.ts';
import { isSameStep, STEPS, withStep } from '../pipeline/steps.ts';
import { bothTurns, turnOfExif } from '../pipeline/turns.ts';
import { residualOf } from '../simulate/residual.ts';
import { factsFor, type Scene } from '../simulate/scene.ts';
import { type Given, leavesNoise, type Simulated, simulate } from '../simulate/simulated.ts';
import { tailOf } from '../simulate/tailOf.ts';
import { searchAround } from './around/around.ts';
import { asFitted } from './around/asFitted.ts';
import { isLate, type Trial, trialOf } from './around/tries.ts';
import { differencesOf, nearestTo } from './differences.ts';
import { lossy, lostIn, mayBeLost } from './lost.ts';
import { renamed } from './renamed.ts';
import { tiesOf } from './ties.ts';
import { unclearOf } from './unclear.ts';

/** What is left of a tensor is float noise: nothing can explain it better. */
const EXACT = 0.05;

/** Twins of a kernel leave less, u8 units (rms): too little to hide a step. */
const SMALL = 0.6;

/** The share of the time that is kept for saying what was found: the steps that differ, and ties. */
const RESERVE = 0.15;

/** Within rounding, as float and 8-bit resizing differ. */
const isEqual = ({ residual }: Simulated): boolean => residual.max <= 1.05 && residual.rms <= 0.4;

/** Pixels cast to whole numbers, as models with an int32 input take them, are cut off: half a unit less on average, and no step that is wrong. */
const isCast = ({ dtype }: Tensor, { residual }: Simulated): boolean => dtype === 'int32' && residual.max < 1.05;

/** Whether one explanation is clearly better than another: measured, twins on the same picture stay within this. */
const isClearlyBetter = (better: number, than: number): boolean => than > better * 1.15 + 0.12;

/** Finds what was done relative to a recipe. */
export const diagnoseByRecipe = async (
  scene: Scene,
  tensor: Tensor,
  recipe: Fed,
  deadline: number,
): Promise<Diagnosis> => {
  const given: Given = { values: realValues(tensor), shape: tensor.shape };
  const trial = trialOf(scene, given, deadline - RESERVE * (deadline - performance.now()));
  const direct = await simulate(scene, given, recipe);
  if (direct.residual.max > EXACT && isConstant(given)) return constant(direct);
  const lost = lostIn(tensor, given);
  const found =
    direct.residual.max <= EXACT || isCast(tensor, direct) ? direct : await bestOf(trial, tensor, direct, recipe, lost);
  const upright =
    found === direct
      ? direct
      : await byDecoder(trial, await byExif(trial, await inOtherOrder(trial, found, recipe)), recipe);
  const ended = found === direct ? direct : await byTail(trial, upright);
  const nearest = found === direct ? direct : await nearestTo(scene, given, ended, recipe);
  const all = await differencesOf(scene, nearest.fed, recipe);
  const explained = verdictOf(trial, nearest, all);
  const isSure = explained !== 'unexplained';
  const differences = isSure
    ? all
    : lost === undefined
      ? all.filter((each) => isCertain(each, nearest, direct))
      : await differencesOf(scene, { ...recipe, memory: lost }, recipe);
  return {
    explained,
    recipe: isSure ? nearest.fed : undefined,
    ...(!isSure &&
      differences.length > 0 && { certain: Object.assign({}, ...differences.map(({ found: keys }) => keys)) }),
    differences,
    residual: nearest.residual,
    ...(Number.isFinite(direct.residual.mean) && { toRecipe: distanceOf(given, direct) }),
    ties: explained === 'explained' ? await tiesOf(trial, nearest, differences, recipe) : [],
    notIdentifiable: await unclearOf(scene, nearest.values.length > 0 ? nearest : direct),
    ...(isLate(trial) && explained !== 'equal' && { cutShort: true as const }),
  };
};

/** The distance itself: a simulation that explains nothing is said to be far. */
const distanceOf = (given: Given, { values, fed, size }: Simulated): Residual =>
  residualOf(given.values, values, fed, size);

const isOnlyValues = (fed: Fed, recipe: Fed): boolean =>
  STEPS.every((step) => step === 'values' || isSameStep(fed, recipe, step));

/**
 * Whether a small residual is that of another JPEG decoder, by its mean per channel in u8 units: TensorFlow's fast DCT
 * makes red and blue darker by .8 to 1.4 and leaves green, jpeg-js makes all darker by up to .6. A value map that is off
 * by one moves all channels alike, and as far.
 */
const isOtherDecoder = ({ residual, fed }: Simulated, { facts }: Scene): boolean => {
  if (facts.format !== 'jpeg' || residual.bias.length !== 3 || residual.rms > 1.9 || residual.mean > 1.3) return false;
  const [red, green, blue] = (fed.channels === 'BGR' ? [...residual.bias].reverse() : residual.bias) as [
    number,
    number,
    number,
  ];
  const isDark = (bias: number): boolean => bias < -0.5 && bias > -1.6;
  const isTensorFlow = Math.abs(green) < 0.25 && isDark(red) && isDark(blue);
  return isTensorFlow || [red, green, blue].every((bias) => bias < -0.2 && bias > -0.7);
};

/**
 * A turn at the other time, before the resize or after it, where that explains clearly more; or as much with the recipe's
 * own geometry: a crop that rounds the other way is what a turn before the resize looks like.
 */
const inOtherOrder = async ({ scene, given }: Trial, found: Simulated, recipe: Fed): Promise<Simulated> => {
  const { turn } = found.fed;
  if (turn === undefined) return found;
  const when = turn.when === 'after-resize' ? 'before-resize' : 'after-resize';
  const fed: Fed = { ...found.fed, turn: { ...turn, when } };
  if (!isSameStep(found.fed, recipe, 'geometry')) {
    const own = await simulate(scene, given, withStep(fed, recipe, 'geometry'));
    if (own.residual.rms <= found.residual.rms * 1.02 + 0.02) return own;
  }
  if (found.residual.rms < EXACT) return found;
  const other = await simulate(scene, given, fed);
  return other.residual.rms < 0.7 * found.residual.rms ? other : found;
};

/** A picture that was filled in part, to the element at which that part ends. */
const byTail = async ({ scene, given }: Trial, found: Simulated): Promise<Simulated> => {
  const fed = await tailOf(scene, given, found.fed);
  return isSameStep(fed, found.fed, 'memory') ? found : simulate(scene, given, fed);
};

/** A value map that was fitted to what another decoder does to an image: the recipe's own, then. */
const byDecoder = async ({ scene, given }: Trial, found: Simulated, recipe: Fed): Promise<Simulated> => {
  if (isSameStep(found.fed, recipe, 'values')) return found;
  const plain = await simulate(scene, given, withStep(found.fed, recipe, 'values'));
  return isOtherDecoder(plain, scene) && !takesMost(found, plain) ? plain : found;
};

/** No value map takes away what another decoder leaves: one that does was really used. */
const takesMost = (mapped: Simulated, plain: Simulated): boolean => mapped.residual.rms < 0.5 * plain.residual.rms;

/** A turn that is the file's EXIF orientation, said so: applied, ignored, or applied twice. */
const byExif = async ({ scene, given }: Trial, found: Simulated): Promise<Simulated> => {
  const upright = turnOfExif(scene.facts.exif);
  const { turn, decode, ...rest } = found.fed;
  if (upright === 'none') return found;
  const whole = bothTurns(decode.orientation === 'exif' ? upright : 'none', turn?.by ?? 'none');
  const way = (
    [
      { decode: { ...decode, orientation: 'stored' } },
      { decode: { ...decode, orientation: 'exif' } },
      { decode: { ...decode, orientation: 'exif' }, turn: { by: upright, when: 'before-resize' } },
    ] as const
  )[(['none', upright, bothTurns(upright, upright)] as string[]).indexOf(whole)];
  if (way === undefined || (turn === undefined && !('turn' in way))) return found;
  const other = await simulate(scene, given, { ...rest, ...way });
  return other.residual.rms <= found.residual.rms * 1.02 + 0.02 ? other : found;
};

/** What holds even where something else remains unexplained: without it, the tensor is much farther away. */
const isCertain = ({ step }: Difference, nearest: Simulated, direct: Simulated): boolean =>
  ['layout', 'orientation', 'memory'].includes(step) && nearest.residual.rms < direct.residual.rms / 4;

const verdictOf = (
  { scene, given }: Trial,
  nearest: Simulated,
  differences: readonly Difference[],
): Diagnosis['explained'] => {
  const isRest = nearest.residual.rms <= SMALL || leavesNoise(given, nearest) || isOtherDecoder(nearest, scene);
  if (differences.length > 0) return isRest ? 'explained' : 'unexplained';
  return isEqual(nearest) ? 'equal' : isRest ? 'noise' : 'unexplained';
};

/** The pipeline that explains a tensor best: the recipe, one around it, or what a search that knows no recipe finds. */
const bestOf = async (
  trial: Trial,
  tensor: Tensor,
  direct: Simulated,
  recipe: Fed,
  lost: MemoryFault | undefined,
): Promise<Simulated> => {
  const { scene, given, deadline } = trial;
  let best = direct;
  const consider = async (fed: Fed): Promise<void> => {
    const simulated = await simulate(scene, given, fed);
    if (
      isClearlyBetter(simulated.residual.rms, best.residual.rms) ||
      (best !== direct && simulated.residual.rms < best.residual.rms)
    )
      best = simulated;
    else if (simulated.residual.rms < EXACT && best.residual.rms >= EXACT) best = simulated;
  };
  for (const fed of lossy(recipe, lost ?? mayBeLost(given))) await consider(fed);
  if (lost !== undefined || best.residual.rms < EXACT) return best;
  const tries = await searchAround(trial, direct, leavesNoise(given, direct));
  for (const each of tries.slice(0, 3)) {
    const named = asFitted(each, tensor.dtype, factsFor(scene, each.fed));
    if (isOnlyValues(named, recipe) && isOtherDecoder(direct, scene))
      if (!takesMost(await simulate(scene, given, named), direct)) continue;
    await consider(named);
    if (best.residual.rms < EXACT) return best;
  }
  // Noise on the recipe's own tensor needs no search; beside wrong steps it may be another one that was not seen.
  const isRecipe = best === direct && (leavesNoise(given, best) || isOtherDecoder(best, scene));
  if (isEqual(best) || isLate(trial) || isRecipe) return best;
  const blind = await searchBlind(scene, tensor, deadline);
  if (blind.fed === undefined) return best;
  const free = await simulate(scene, given, blind.fed);
  const found = await renamed(trial, tensor, free, recipe);
  if (isOnlyValues(found.fed, recipe) && isOtherDecoder(direct, scene) && !takesMost(found, direct)) return best;
  return isClearlyBetter(found.residual.rms, best.residual.rms) ? found : best;
};

const isConstant = ({ values }: Given): boolean => {
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], values[0])) return false;
  return true;
};

/** A tensor that holds the same number everywhere shows nothing. */
const constant = ({ residual }: Simulated): Diagnosis => ({
  explained: 'unexplained',
  recipe: undefined,
  differences: [],
  residual,
  ...(Number.isFinite(residual.rms) && { toRecipe: residual }),
  ties: [],
  notIdentifiable: [{ step: 'values', why: 'constant' }],
});
