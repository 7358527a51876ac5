import type { ImageFacts } from '../../../decode/imageFacts.ts';
import { resamplerOf } from '../../../resample/index.ts';
import { hypotheses } from '../../hypotheses/index.ts';
import type { Fed } from '../../pipeline/fed.ts';
import type { Step } from '../../pipeline/steps.ts';
import { slopes } from '../../simulate/residual.ts';
import { factsFor } from '../../simulate/scene.ts';
import { type Simulated, simulate } from '../../simulate/simulated.ts';
import { beginnings } from './beginnings.ts';
import { fitMoved, fitStaleTail, fitTail } from './fitMemory.ts';
import { isLate, ranked, type Trial, type Try, tryAll } from './tries.ts';

/** Below this, in u8 units, nothing could explain the pixels clearly better. */
const GOOD = 0.12;

/** From here on the picture is not where the recipe has it. */
const ELSEWHERE = 8;

/** Every variant of a pipeline that differs in one of these steps. */
const variants = (fed: Fed, image: ImageFacts, steps: readonly Step[]): Fed[] =>
  hypotheses.filter(({ step }) => steps.includes(step)).flatMap((each) => each.inject(fed, image));

/**
 * Pipelines around a recipe whose pixels explain a tensor, the best first: one step is changed at a time, the better ones
 * are kept, then the next step. Value maps and channel orders play no part yet: each try is fitted with any.
 *
 * @param isNoise whether what the recipe leaves of the tensor has no structure
 *
 * Steps are taken in the order in which they hide one another: how the values lie, where the picture sits, its tone, the
 * kernel, the decoder.
 */
export const searchAround = async (trial: Trial, direct: Simulated, isNoise: boolean): Promise<Try[]> => {
  const recipe = direct.fed;
  const facts = factsFor(trial.scene, recipe);
  let best = await readings(trial, recipe, facts);
  const plain = best.filter(({ fed }) => fed === recipe);
  if (isDone(trial, best)) return best;
  best = await improved(trial, best, (fed) => tones(fed, facts), MUCH);
  if (isDone(trial, best)) return best;
  best = await places(trial, best, facts);
  if (isDone(trial, best)) return best;
  best = await improved(trial, best, (fed) => tones(fed, facts), MUCH);
  if (isDone(trial, best)) return best;
  best = await kernels(trial, best, facts);
  if (isDone(trial, best)) return best;
  best = await improved(trial, [...plain, ...best], (fed) => sources(fed, facts), 0.8);
  if (isDone(trial, best)) return best;
  // Where the recipe leaves noise, only a step that takes most of it away would be believed.
  if (isNoise && rmsOf(best) > 0.5 * rmsOf(plain)) return best;
  if (rmsOf(best) > 1.5) best = await moved(trial, best, direct, facts);
  if (isDone(trial, best)) return best;
  if (rmsOf(best) > ELSEWHERE) best = await turnedPlaces(trial, best, facts);
  if (rmsOf(best) > 1) {
    best = await fineplaces(trial, best, facts);
    best = await improved(trial, best, (fed) => tones(fed, facts), MUCH);
  }
  return best;
};

/** A curve makes this much of a difference, or it only takes what another step left. */
const MUCH = 0.5;

const rmsOf = (tries: readonly Try[]): number => tries[0]?.fit.rms ?? Number.POSITIVE_INFINITY;
const isDone = (trial: Trial, tries: readonly Try[]): boolean => rmsOf(tries) < GOOD || isLate(trial);

/** Changes of the pixels that need no rendering. */
const tones = (fed: Fed, facts: ImageFacts): Fed[] =>
  variants(fed, facts, ['colour', 'memory']).filter(
    ({ gamma, colour, memory }) => (gamma !== fed.gamma && colour === undefined) || memory?.kind === 'wrapped-int8',
  );

/** Changes of what is resized. */
const sources = (fed: Fed, facts: ImageFacts): Fed[] =>
  variants(fed, facts, ['decode', 'colour', 'orientation']).filter(
    ({ gamma, turn }) => gamma === fed.gamma && turn?.when !== 'after-resize',
  );

/** How the values lie in memory, and turns of the finished picture: all on the recipe's own pixels. */
const readings = async (trial: Trial, recipe: Fed, facts: ImageFacts): Promise<Try[]> => {
  const lying = [recipe, ...fitTail(trial, recipe), ...variants(recipe, facts, ['layout'])];
  const plain = await tryAll(trial, lying, 'whole');
  if (rmsOf(plain) < GOOD) return plain;
  const turned = plain.flatMap(({ fed }) =>
    variants(fed, facts, ['orientation']).filter(({ turn }) => turn?.when === 'after-resize'),
  );
  return ranked([...plain, ...(await tryAll(trial, turned, 'whole'))]);
};

/** The best tries with those variants of them that are better by a factor. */
const improved = async (
  trial: Trial,
  best: readonly Try[],
  vary: (fed: Fed) => Fed[],
  factor: number,
): Promise<Try[]> => {
  const known = ranked(best);
  const tries = await tryAll(
    trial,
    best.slice(0, 2).flatMap(({ fed }) => vary(fed)),
    'whole',
  );
  return ranked([...known, ...tries.filter(({ fit }) => fit.rms < factor * rmsOf(known))]);
};

/** Pictures that lie elsewhere in memory, or only in a part of it: nothing but what they all explain is believed. */
const moved = async (trial: Trial, best: readonly Try[], direct: Simulated, facts: ImageFacts): Promise<Try[]> => {
  const perPixel = 1 / Math.abs(slopes(direct.fed)[0] as number);
  const feds = [...fitStaleTail(trial, direct, perPixel), ...fitMoved(trial, direct)];
  for (const fed of [...variants(direct.fed, facts, ['layout']), ...sources(direct.fed, facts)]) {
    if (isLate(trial)) break;
    feds.push(...fitMoved(trial, await simulate(trial.scene, trial.given, fed)));
  }
  const tries = await tryAll(trial, feds, 'whole');
  const known = ranked([...best, ...tries.filter(({ fit }) => fit.rms < 1)]);
  if (isDone(trial, known)) return known;
  const begun = await beginnings(trial, direct.fed, facts);
  const vary = (fed: Fed): Fed[] => [...tones(fed, facts), ...variants(fed, facts, ['kernel'])];
  const better = begun.length === 0 ? [] : await improved(trial, begun, vary, 0.8);
  return ranked([...known, ...better.filter(({ fit }) => fit.rms < Math.min(1.5, 0.5 * rmsOf(known)))]);
};

/** Where the picture sits: roughly for all places and turns, exactly for those that are likeliest. */
const places = async (trial: Trial, best: readonly Try[], facts: ImageFacts): Promise<Try[]> => {
  const starts = distinctReadings(best).flatMap(({ fed }) => withoutLateTurn(fed));
  const moves = starts.flatMap((fed) => variants(fed, facts, ['geometry', 'orientation']).filter(isEarlyTurn));
  const single = await tryAll(trial, [...starts, ...moves], 'rough');
  return ranked([...best, ...(await tryAll(trial, likeliest(single, 5), 'whole'))]);
};

/** Turned and moved: two steps at once. */
const turnedPlaces = async (trial: Trial, best: readonly Try[], facts: ImageFacts): Promise<Try[]> => {
  const starts = distinctReadings(best).slice(0, 2);
  const turned = starts.flatMap(({ fed }) => variants(fed, facts, ['orientation']).filter(isEarlyTurn));
  const both = turned.flatMap((fed) => variants(fed, facts, ['geometry']));
  const roughly = await tryAll(trial, both, 'rough');
  return ranked([...best, ...(await tryAll(trial, likeliest(roughly, 4), 'whole'))]);
};

/** A late turn may be an early one, or only the likest of wrong pictures. */
const withoutLateTurn = (fed: Fed): Fed[] => {
  const { turn, ...plain } = fed;
  return turn === undefined ? [fed] : [plain, { ...plain, turn: { ...turn, when: 'before-resize' } }, fed];
};

const isEarlyTurn = ({ turn }: Fed): boolean => turn?.when !== 'after-resize';

const likeliest = (tries: readonly Try[], count: number): Fed[] => tries.slice(0, count).map(({ fed }) => fed);

const isAsDeclared = ({ reading, memory }: Fed): boolean => reading === undefined && memory === undefined;

/** The best try of each way to read the tensor; only those that may be right although the picture is elsewhere. */
const distinctReadings = (tries: readonly Try[]): Try[] => {
  const seen = new Set<string>();
  const each = tries.filter(({ fed }) => {
    const key = JSON.stringify([fed.layout, fed.reading, fed.memory]);
    return seen.has(key) ? false : seen.add(key);
  });
  return each.filter(({ fed, fit }, i) => i < 3 && (fit.rms < 2 * rmsOf(each) || isAsDeclared(fed)));
};

/** Every kernel at the best places: roughly one of each family, exactly the likely families' members. */
const kernels = async (trial: Trial, best: readonly Try[], facts: ImageFacts): Promise<Try[]> => {
  const found: Try[] = [...best];
  const all = best.slice(0, 3).flatMap(({ fed }) => [fed, ...variants(fed, facts, ['kernel'])]);
  const first = new Map<string, Fed>();
  for (const fed of all) {
    const key = keyOf(fed);
    if (!first.has(key)) first.set(key, fed);
  }
  const roughly = await tryAll(trial, [...first.values()], 'rough');
  for (const { fed } of roughly.slice(0, 5)) {
    const members = all.filter((each) => keyOf(each) === keyOf(fed));
    found.push(...(await tryAll(trial, members, 'whole')));
    if (isDone(trial, ranked(found))) break;
  }
  return ranked(found);
};

/** A kernel's family at a place. */
const keyOf = ({ kernel, ...fed }: Fed): string => JSON.stringify([resamplerOf(kernel).family, { ...fed, pillow: 0 }]);

/** Steps of a pixel around the best place, once its kernel is known. */
const fineplaces = async (trial: Trial, best: readonly Try[], facts: ImageFacts): Promise<Try[]> => {
  const [first] = best;
  if (first === undefined) return [];
  const moves = variants(first.fed, facts, ['geometry']);
  const roughly = await tryAll(trial, [first.fed, ...moves], 'rough');
  return ranked([...best, ...(await tryAll(trial, likeliest(roughly, 6), 'whole'))]);
};
