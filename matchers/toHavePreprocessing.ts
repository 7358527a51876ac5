import type { Recipe } from '../src/preprocessing/recipe/recipe.ts';
import type { JudgedFed } from '../src/reference/fed/judgeFed.ts';
import type { PreprocessingOptions } from '../src/reference/fed/preprocessingOptions.ts';
import { type Host, hostOf, type MatcherResult, type MatcherThis } from './host.ts';
import { fails, type Judgement, keepFed, resultOf } from './judgement.ts';
import { expectFed } from './received.ts';
import { sayOnce } from './sayOnce.ts';

/** A small model is run even where the search took all of them: whether it matters is worth half a second. */
const AT_LEAST = 500;

/** What the model was fed is what the recipe makes of the image. */
export async function toHavePreprocessing(
  this: MatcherThis,
  received: unknown,
  recipe: string | Recipe,
  options?: PreprocessingOptions,
): Promise<MatcherResult> {
  const started = performance.now();
  const host = hostOf(this, 'toHavePreprocessing');
  const { testFolder, matcher, milliseconds } = host;
  const fed = await expectFed(received, matcher);
  const { judgeFed } = await import('../src/reference/fed/judgeFed.ts');
  const judged = await judgeFed(fed, recipe, options, { testFolder, matcher, milliseconds });
  return resultOf(await preprocessingJudgement(judged, { host, started }), host);
}

/** The judgement with its message: also a stage of `toMatchReference`. */
export async function preprocessingJudgement(
  judged: JudgedFed,
  { host, started, after = [] }: { host: Host; started: number; after?: readonly string[] },
): Promise<Judgement> {
  const { verdict, items, item, recipe, library, input, image, isOtherImage } = judged;
  if (verdict === 'match') {
    const { passingNotes } = await import('../src/report/preprocessing/passingNotes.ts');
    sayOnce(items.flatMap(({ judged }) => passingNotes(judged.notes, image)));
  }
  if (!fails(verdict, host)) return { verdict, message: '' };
  const { preprocessingMessage } = await import('../src/report/preprocessing/preprocessingMessage.ts');
  const one = items[item] as JudgedFed['items'][number];
  const wrong = items.flatMap(({ judged }, i) => (judged.verdict === 'match' ? [] : [i]));
  const about = {
    recipe,
    after,
    ...(library && { library }),
    ...(judged.trace?.runtime.name.startsWith('tfjs') && { alsoLoaded: '@tensorflow/tfjs' as const }),
    ...(input !== undefined && { input }),
    ...(image !== undefined && { image }),
    ...(isOtherImage && { isOtherImage }),
    ...(items.length > 1 && { batch: { item, of: items.length, wrong } }),
  };
  if (verdict === 'match') return { verdict, message: preprocessingMessage(one.judged, about) };
  const { imageFacts } = await import('../src/preprocessing/decode/decode.ts');
  const facts = await imageFacts(one.image, recipe.decode);
  const effect = await effectWithin(judged, Math.max(AT_LEAST, started + host.milliseconds - performance.now()));
  const kept = await keepFed(judged, host);
  return {
    verdict,
    message: preprocessingMessage(one.judged, { ...about, facts, ...kept, ...(effect && { effect }) }),
  };
}

/** Whether it matters, where the model can be run in the time that is left. */
async function effectWithin(judged: JudgedFed, milliseconds: number) {
  const { effectOf } = await import('../src/reference/fed/effect.ts');
  const { recipeTensor } = await import('../src/reference/fed/recipeTensor.ts');
  const { trace, input, item } = judged;
  const tensor = trace && (await recipeTensor(judged).catch(() => undefined));
  if (trace === undefined || tensor === undefined || input === undefined) return undefined;
  return effectOf(trace, input, tensor, { item, milliseconds });
}
