import type { ImageSource } from '../../trace/trace.ts';
import type { ImageFacts } from '../decode/imageFacts.ts';
import type { Hypothesis } from '../diagnose/hypotheses/hypothesis.ts';
import { hypotheses } from '../diagnose/hypotheses/index.ts';
import type { Fed } from '../diagnose/pipeline/fed.ts';
import type { Step } from '../diagnose/pipeline/steps.ts';
import { paletteOf } from '../diagnose/simulate/palette.ts';
import { residualOf } from '../diagnose/simulate/residual.ts';
import { factsFor, openScene, type Scene } from '../diagnose/simulate/scene.ts';
import { type Simulated, simulate } from '../diagnose/simulate/simulated.ts';
import { isWithin, limitsOf } from '../judge/levels.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { resolveRecipe } from '../resolve/resolveRecipe.ts';

/** Why an image cannot show a bug. */
export type CoverageGap =
  /** Its channels are equal, it looks the same turned or mirrored, it has one colour, no fine detail. */
  | 'gray'
  | 'symmetric'
  | 'constant'
  | 'blurred'
  /** The file has no EXIF orientation, colour profile, transparent pixels; it is no JPEG. */
  | 'no-exif'
  | 'no-icc'
  | 'no-alpha'
  | 'no-jpeg'
  /** Its sides are such that the rules come to the same numbers, or the pixels to the same values. */
  | 'same-here';

/** Which bugs an image would show, by the names of their hypotheses. */
export interface Coverage {
  tells: string[];
  cannotTell: { hypothesis: string; why: CoverageGap }[];
}

/**
 * Which of the known bugs an image can show under a recipe: each is simulated, and compared with what the recipe makes.
 * A bug counts as shown where what it makes differs by more than rounding.
 *
 * @throws ExrayError those of recipes and images
 */
export const recipeCoverage = async (image: ImageSource, recipe: string | Recipe): Promise<Coverage> => {
  const scene = await openScene(image);
  const fed: Fed = await resolveRecipe(recipe);
  const right = await simulate(scene, { values: [], shape: [] }, fed);
  const facts = factsFor(scene, fed);
  const coverage: Coverage = { tells: [], cannotTell: [] };
  for (const hypothesis of hypotheses) {
    // Twins of a kernel are no bug, half precision is none either.
    if (hypothesis.name === 'kernel/twin' || hypothesis.name === 'dtype/float') continue;
    const variants = hypothesis.inject(fed, facts);
    if (variants.length === 0) {
      const why = lacking(hypothesis, fed, facts);
      if (why !== undefined) coverage.cannotTell.push({ hypothesis: hypothesis.name, why });
    } else if (await shows(scene, right, variants, hypothesis.step)) coverage.tells.push(hypothesis.name);
    else coverage.cannotTell.push({ hypothesis: hypothesis.name, why: reason(hypothesis, right) });
  }
  return coverage;
};

/** Whether an image shows a bug: in each of its variants for turns and channels, in one of them for all others. */
const shows = async (scene: Scene, right: Simulated, variants: readonly Fed[], step: Step): Promise<boolean> => {
  const isEach = step === 'orientation' || step === 'channels';
  for (const variant of variants) {
    const wrong = await simulate(scene, { values: [], shape: [] }, variant);
    const isHidden =
      wrong.values.length === right.values.length &&
      isWithin(residualOf(wrong.values, right.values, right.fed, right.size), limitsOf('rounding', 1));
    if (isHidden === isEach) return !isEach;
  }
  return isEach;
};

const GAPS = { exif: 'no-exif', icc: 'no-icc', alpha: 'no-alpha', jpeg: 'no-jpeg', enlarging: 'same-here' } as const;

/** What the image lacks for a bug that this recipe could have; nothing where no image would show it. */
const lacking = ({ needs, inject }: Hypothesis, fed: Fed, facts: ImageFacts): CoverageGap | undefined => {
  const ideal: ImageFacts = {
    size: { width: 3001, height: 2003 },
    exif: 6,
    format: 'jpeg',
    icc: true,
    alpha: true,
  };
  if (inject(fed, ideal).length === 0) return undefined;
  return needs === undefined || hasAll(facts) ? 'same-here' : GAPS[needs];
};

const hasAll = ({ exif, icc, alpha, format }: ImageFacts): boolean => exif > 1 && icc && alpha && format === 'jpeg';

/** Why all of a bug's pixels are those of the recipe. */
const reason = ({ step }: Hypothesis, right: Simulated): CoverageGap => {
  const { isConstant, isGray } = paletteOf(right);
  if (isConstant) return 'constant';
  if (isGray && (step === 'channels' || step === 'colour' || step === 'decode')) return 'gray';
  if (step === 'orientation') return 'symmetric';
  return step === 'kernel' ? 'blurred' : 'same-here';
};
