import { ExrayError } from '../../errors.ts';
import { nearest } from '../../options.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { ImageSource } from '../../trace/trace.ts';
import { imageFacts } from '../decode/decode.ts';
import { diagnosePreprocessing, SEARCH_MS } from '../diagnose/diagnosePreprocessing.ts';
import type { Diagnosis, Difference, Residual } from '../diagnose/diagnosis.ts';
import type { Step } from '../diagnose/pipeline/steps.ts';
import { STEPS } from '../diagnose/pipeline/steps.ts';
import { planGeometry } from '../geometry/planGeometry.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { resolveRecipe } from '../resolve/resolveRecipe.ts';
import { imageTensor } from '../tensor/imageTensor.ts';
import type { ReceivedTensor } from '../tensor/receivedTensor.ts';
import { isWithin, LEVELS, type Level, limitsOf, TWINS_APART } from './levels.ts';

/** What else a user should know of a judgement: codes and data, worded in report/. */
export type JudgeNote =
  /** Another library's kernel of the same family. */
  | { kind: 'twin'; difference: Difference }
  /** A difference that the user allows, and why. */
  | { kind: 'allowed'; difference: Difference; reason: string }
  /** A step was allowed to differ, and does not. */
  | { kind: 'allow-unused'; step: Step; reason: string }
  /** This image says nothing about a step. */
  | { kind: 'not-identifiable'; step: Step; why: Diagnosis['notIdentifiable'][number]['why'] };

export interface JudgeOptions {
  /** `library` where it is left out. */
  level?: Level;
  /** Steps that may differ, each with its reason. */
  allow?: Readonly<Record<string, string>>;
  /** When to stop searching, in `performance.now()` milliseconds; 3 s from now where it is left out. */
  deadline?: number;
}

/** What is said of a fed tensor. */
export interface Judged {
  verdict: 'match' | 'mismatch' | 'undecided';
  /** The strictest level that it keeps, judged with what is allowed. */
  level?: Level;
  notes: JudgeNote[];
  diagnosis: Diagnosis;
}

/**
 * Judges a fed tensor by the recipe that it should follow. It passes only where what is left is within the level and no
 * wrong step explains the tensor clearly better; another library's kernel of the same family is a note, and fails at
 * `exact` and `rounding`. What `toHavePreprocessing` asserts, as plain data.
 *
 * @param tensor one image as it was fed: of onnxruntime, tfjs, or `{ data, shape, dtype? }`
 * @param image path, `file:` URL, bytes of a file, or decoded pixels
 * @param recipe a preset's name, plain data, or the path of a Hugging Face `preprocessor_config.json`
 * @returns the verdict, the strictest level that is kept, notes (twins, what is allowed), the diagnosis; distances in u8
 *   units (0..255, with the value map inverted)
 * @throws ExrayError `unknown-step` for a key of `allow` that is no step, and those of {@link diagnosePreprocessing}
 */
export const judgePreprocessing = async (
  tensor: ReceivedTensor | Tensor,
  image: ImageSource,
  recipe: string | Recipe,
  { level = 'library', allow = {}, deadline = performance.now() + SEARCH_MS }: JudgeOptions = {},
): Promise<Judged> => {
  checkAllowed(allow);
  const wanted = await resolveRecipe(recipe);
  const fed = await imageTensor(tensor, 'judgePreprocessing');
  const diagnosis = await diagnosePreprocessing(fed, image, { recipe: wanted, deadline });
  const { differences, residual, notIdentifiable } = diagnosis;
  const shrink = await shrinkOf(image, wanted);
  const allowed = differences.filter(({ step }) => allow[step] !== undefined);
  const twins = differences.filter((each) => isTwin(each, shrink) && !allowed.includes(each));
  const wrong = differences.filter((each) => !twins.includes(each) && !allowed.includes(each));
  const notes: JudgeNote[] = [
    ...twins.map((difference): JudgeNote => ({ kind: 'twin', difference })),
    ...allowed.map(
      (difference): JudgeNote => ({
        kind: 'allowed',
        difference,
        reason: allow[difference.step] as string,
      }),
    ),
    ...Object.entries(allow)
      .filter(([step]) => !allowed.some((each) => each.step === step))
      .map(([step, reason]): JudgeNote => ({ kind: 'allow-unused', step: step as Step, reason })),
    ...notIdentifiable.map((each): JudgeNote => ({ kind: 'not-identifiable', ...each })),
  ];
  // What is allowed is no distance: then what is left is that of the pipeline which was found.
  const left = allowed.length === 0 ? (diagnosis.toRecipe ?? residual) : residual;
  const measured: Measured = { left, shrink: shrink.most, ...(twins.length > 0 && { beyondTwin: residual }) };
  const reached = LEVELS.find((each) => keeps(measured, each));
  const judged = { ...(reached !== undefined && wrong.length === 0 ? { level: reached } : {}), notes, diagnosis };
  const isWhole = notIdentifiable.some(({ why }) => why === 'constant');
  if (wrong.length > 0 || !keeps(measured, level)) return { verdict: 'mismatch', ...judged };
  return { verdict: isWhole ? 'undecided' : 'match', ...judged };
};

/**
 * A twin differs by how its library rounds: no wrong step where libraries may differ. sharp has none where an axis is
 * enlarged: libvips 8.18 then moves the picture by half a pixel.
 */
const isTwin = ({ kind, found }: Difference, { least }: Shrink): boolean =>
  kind === 'kernel/pass-order' || (kind === 'kernel/twin' && !(least < 1 && found.kernel?.startsWith('sharp/')));

interface Measured {
  /** Between what was fed and what the recipe, with what is allowed, gives. */
  left: Residual;
  /** Between what was fed and what a twin of its kernel gives. */
  beyondTwin?: Residual;
  /** Source pixels per resized one. */
  shrink: number;
}

/** Whether what is left keeps a level. Where libraries may differ, a twin's own distance does not count, only the rest. */
const keeps = ({ left, beyondTwin, shrink }: Measured, level: Level): boolean => {
  const limits = limitsOf(level, shrink);
  const isLoose = level === 'library' || level === 'decoder';
  if (beyondTwin === undefined || !isLoose) return isWithin(left, limits);
  return left.rms <= TWINS_APART && isWithin(beyondTwin, limits);
};

/** Source pixels per resized pixel: of the side that shrinks most, and of the one that shrinks least. */
interface Shrink {
  most: number;
  least: number;
}

const shrinkOf = async (image: ImageSource, recipe: Recipe): Promise<Shrink> => {
  const { size } = await imageFacts(image, recipe.decode);
  const { source, resized } = planGeometry(recipe, size);
  const both = [source.width / resized.width, source.height / resized.height];
  return { most: Math.max(...both), least: Math.min(...both) };
};

const checkAllowed = (allow: Readonly<Record<string, string>>): void => {
  for (const key of Object.keys(allow)) {
    if ((STEPS as readonly string[]).includes(key)) continue;
    const near = nearest(key, STEPS);
    throw new ExrayError('unknown-step', {
      what: `allow: there is no step ${key}`,
      fix: `${near === undefined ? '' : `Did you mean ${near}? `}Steps: ${STEPS.join(', ')}`,
    });
  }
};
