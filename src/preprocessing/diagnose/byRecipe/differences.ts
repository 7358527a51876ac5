import type { ImageFacts } from '../../decode/imageFacts.ts';
import { planGeometry } from '../../geometry/planGeometry.ts';
import { perChannel } from '../../recipe/perChannel.ts';
import { resamplerOf, twinsOf } from '../../resample/index.ts';
import type { Difference } from '../diagnosis.ts';
import { hypotheses } from '../hypotheses/index.ts';
import { isSame } from '../pipeline/changed.ts';
import type { Fed } from '../pipeline/fed.ts';
import type { Step } from '../pipeline/steps.ts';
import { differingKeys, isSameStep, STEPS, withStep } from '../pipeline/steps.ts';
import { residualOf } from '../simulate/residual.ts';
import { factsFor, type Scene } from '../simulate/scene.ts';
import type { Given } from '../simulate/simulated.ts';
import { type Simulated, simulate } from '../simulate/simulated.ts';
import { orderOf } from './around/asFitted.ts';

/** Cheaper than this, in u8 units, a step makes no difference on this image. */
const NOTHING = 0.02;

/**
 * The found pipeline with every step taken from the recipe that explains the tensor as well: what remains different is
 * different by effect, not in how it is written.
 */
export const nearestTo = async (scene: Scene, given: Given, found: Simulated, recipe: Fed): Promise<Simulated> => {
  let best = found;
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const step of STEPS) {
      // The element type is seen, not inferred.
      if (step === 'dtype' || isSameStep(best.fed, recipe, step)) continue;
      const other = await simulate(scene, given, withStep(best.fed, recipe, step));
      if (!isAsGood(other, best) && !(step === 'kernel' && isLikelyTwin(other, best))) continue;
      best = other;
      isChanged = true;
    }
  }
  return best;
};

/**
 * A twin of the recipe's kernel that explains the tensor a little better, but not exactly: what is left has another cause,
 * such as rounding.
 */
const isLikelyTwin = (own: Simulated, twin: Simulated): boolean =>
  twinsOf(own.fed.kernel).includes(twin.fed.kernel) &&
  twin.residual.rms > EXACT &&
  own.residual.rms < twin.residual.rms + ROUNDING;

/** u8 units (rms): below, a kernel is the very one; twins differ by about as much as this from one another. */
const [EXACT, ROUNDING] = [0.1, 0.3];

const isAsGood = (a: Simulated, b: Simulated): boolean => a.residual.rms <= b.residual.rms * 1.02 + NOTHING;

/** What was done otherwise than the recipe says, each with what it alone makes of this image; the most costly first. */
export const differencesOf = async (scene: Scene, found: Fed, recipe: Fed): Promise<Difference[]> => {
  const facts = factsFor(scene, found);
  const whole = await simulate(scene, { values: [], shape: [] }, recipe);
  const differences: Difference[] = [];
  for (const steps of separated(found, recipe, facts)) {
    const [step] = steps as [Step];
    const costs = await costOf(scene, whole, withSteps(recipe, found, steps), step);
    if (costs < NOTHING && step !== 'dtype' && !(step === 'layout' && found.layout !== recipe.layout)) continue;
    const kind = kindOf(steps, found, recipe, facts);
    const [is, wanted] = [keysOf(steps, found, recipe), keysOf(steps, recipe, found)];
    const fix: Record<string, unknown> = {
      ...Object.fromEntries(Object.keys(is).map((key) => [key, null])),
      ...wanted,
    };
    differences.push({ step, kind, found: is, expected: wanted, fix, costs });
  }
  return differences.sort((a, b) => b.costs - a.costs);
};

/** The largest distance that bytes can have: where tensors can't be compared. */
const FARTHEST = 255;

/** What a step makes of the recipe's tensor: pixel by pixel, or element by element where values lie elsewhere. */
const costOf = async (scene: Scene, recipe: Simulated, fed: Fed, step: Step): Promise<number> => {
  const { values, size } = await simulate(scene, { values: [], shape: [] }, fed);
  const byPixel = step !== 'memory' && size.width === recipe.size.width && size.height === recipe.size.height;
  if (byPixel && step !== 'layout') {
    const { rms } = residualOf(values, recipe.values, recipe.fed, recipe.size);
    return Number.isFinite(rms) ? rms : FARTHEST;
  }
  const isReshaped = size.width !== recipe.size.width || fed.reading === 'width-height-swapped';
  if (values.length !== recipe.values.length || (step === 'layout' && isReshaped)) return FARTHEST;
  return residualOf(values, recipe.values, recipe.fed, recipe.size).rms;
};

const withSteps = (fed: Fed, other: Fed, steps: readonly Step[]): Fed =>
  steps.reduce((changing, step) => withStep(changing, other, step), fed);

const keysOf = (steps: readonly Step[], fed: Fed, other: Fed): Partial<Fed> =>
  Object.assign({}, ...steps.map((step) => differingKeys(fed, other, step)));

/**
 * The steps that are written differently. Those that one hypothesis changes together are one difference: planes that
 * were exchanged with their mean and std, bytes fed as they are.
 */
const separated = (found: Fed, recipe: Fed, facts: ImageFacts): Step[][] => {
  const differing = STEPS.filter((step) => !isSameStep(found, recipe, step));
  const owner = differing.includes('values')
    ? (['channels', 'dtype'] as const).find(
        (step) => differing.includes(step) && hypothesisOf([step, 'values'], found, recipe, facts) !== undefined,
      )
    : undefined;
  return differing
    .filter((step) => !(owner !== undefined && step === 'values'))
    .map((step) => (step === owner ? [step, 'values'] : [step]));
};

/** The hypothesis that does to the recipe what was found. */
const hypothesisOf = (steps: readonly Step[], found: Fed, recipe: Fed, facts: ImageFacts): string | undefined => {
  const start = withSteps(found, recipe, steps);
  return hypotheses
    .filter(({ step }) => step === steps[0])
    .find((each) =>
      each.inject(start, facts).some((injected) => steps.every((step) => isAlike(injected, found, step, facts))),
    )?.name;
};

/** The name of what was done: of the hypothesis that does the same, or what kind of fitted thing it is. */
const kindOf = (steps: readonly Step[], found: Fed, recipe: Fed, facts: ImageFacts): string =>
  hypothesisOf(steps, found, recipe, facts) ?? fallback(steps[0] as Step, found, recipe);

const isAlike = (injected: Fed, found: Fed, step: Step, facts: ImageFacts): boolean => {
  if (step === 'geometry')
    return isSame(planned(injected, facts), planned(found, facts)) && isSame(injected.pad, found.pad);
  if (step === 'kernel') return injected.kernel === found.kernel && (injected.pillow ?? 13) === (found.pillow ?? 13);
  if (step === 'channels') return isSame(orderOf(injected), orderOf(found));
  if (step === 'memory') return injected.memory?.kind === found.memory?.kind;
  if (step === 'values') return isSame(perChannel(injected), perChannel(found));
  return isSameStep(injected, found, step);
};

const planned = (fed: Fed, { size }: ImageFacts) => {
  try {
    return planGeometry(fed, size);
  } catch {
    return undefined;
  }
};

const fallback = (step: Step, found: Fed, recipe: Fed): string => {
  switch (step) {
    case 'values':
      return 'values/fitted';
    case 'colour':
      return found.colour === undefined ? 'colour/gamma' : `colour/${found.colour.kind}`;
    case 'layout':
      return `layout/${found.reading ?? 'other'}`;
    case 'memory':
      return found.memory === undefined ? 'memory/none' : `memory/${found.memory.kind}`;
    case 'kernel':
      return resamplerOf(found.kernel).family === resamplerOf(recipe.kernel).family ? 'kernel/twin' : 'kernel/other';
    case 'dtype':
      return found.quantization === undefined ? 'dtype/other' : 'dtype/quantization';
    default:
      return `${step}/other`;
  }
};
