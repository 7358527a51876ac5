import type { Fed } from '../fed.ts';
import { resamplerOf } from '../resample/index.ts';
import type { Step } from './diagnosis.ts';
import { fitMemory } from './fitMemory.ts';
import { hypotheses } from './hypotheses/index.ts';
import type { ImageFacts } from './hypothesis.ts';
import type { Rows } from './sampled.ts';
import { factsFor, renderedOf } from './scene.ts';
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
 * Steps are taken in the order in which they hide one another: how the values lie, where the picture sits, its tone, the
 * kernel, the decoder.
 */
export const searchAround = async (trial: Trial, recipe: Fed): Promise<Try[]> => {
  const facts = factsFor(trial.scene, recipe);
  let best = await readings(trial, recipe, facts);
  if (isDone(trial, best)) return best;
  // A tone alone; together with anything else it would only hide that.
  const toned = await improved(trial, best, (fed) => variants(fed, facts, ['colour', 'memory']).filter(isTone));
  if (isDone(trial, toned)) return toned;
  best = await places(trial, best, facts);
  if (isDone(trial, best)) return best;
  best = await improved(trial, best, (fed) => variants(fed, facts, ['colour', 'memory']).filter(isTone));
  if (isDone(trial, best)) return best;
  best = await kernels(trial, best, facts);
  if (isDone(trial, best)) return best;
  best = await improved(trial, best, (fed) =>
    variants(fed, facts, ['decode', 'colour', 'orientation']).filter(isSource),
  );
  if (isDone(trial, best)) return best;
  if (rmsOf(best) > 1) {
    best = await fineplaces(trial, best, facts);
    best = await improved(trial, best, (fed) => variants(fed, facts, ['colour', 'memory']).filter(isTone));
  }
  return best;
};

const rmsOf = (tries: readonly Try[]): number => tries[0]?.fit.rms ?? Number.POSITIVE_INFINITY;
const isDone = (trial: Trial, tries: readonly Try[]): boolean => rmsOf(tries) < GOOD || isLate(trial);

/** Changes of the pixels that need no rendering. */
const isTone = (fed: Fed): boolean =>
  (fed.gamma !== undefined && fed.colour === undefined) || fed.memory?.kind === 'wrapped-int8';

/** Changes of what is resized. */
const isSource = (fed: Fed): boolean => fed.gamma === undefined && fed.turn?.when !== 'after-resize';

/** How the values lie in memory, and turns of the finished picture: all on the recipe's own pixels. */
const readings = async (trial: Trial, recipe: Fed, facts: ImageFacts): Promise<Try[]> => {
  const lying = [recipe, ...(await fitMemory(trial, recipe)), ...variants(recipe, facts, ['layout'])];
  const plain = await tryAll(trial, lying, 'whole');
  if (rmsOf(plain) < GOOD) return plain;
  const turned = plain.flatMap(({ fed }) =>
    variants(fed, facts, ['orientation']).filter(({ turn }) => turn?.when === 'after-resize'),
  );
  return ranked([...plain, ...(await tryAll(trial, turned, 'whole'))]);
};

/** The best tries with what variants of them are better. */
const improved = async (trial: Trial, best: readonly Try[], vary: (fed: Fed) => Fed[]): Promise<Try[]> => {
  const tries = best.slice(0, 2).flatMap(({ fed }) => vary(fed));
  return ranked([...best, ...(await tryAll(trial, tries, 'whole'))]);
};

/** Where the picture sits: roughly for all places and turns, exactly for those that are likeliest. */
const places = async (trial: Trial, best: readonly Try[], facts: ImageFacts): Promise<Try[]> => {
  const starts = distinctReadings(best).slice(0, 3);
  const moves = starts.flatMap(({ fed }) => variants(fed, facts, ['geometry', 'orientation']).filter(isEarlyTurn));
  const single = await tryAll(trial, [...starts.map(({ fed }) => fed), ...moves], 'rough');
  const found = ranked([...best, ...(await tryAll(trial, likeliest(single, 6), 'whole'))]);
  if (rmsOf(found) < ELSEWHERE || isLate(trial)) return found;
  // Turned and moved: two steps at once.
  const turned = starts.flatMap(({ fed }) => variants(fed, facts, ['orientation']).filter(isEarlyTurn));
  const both = turned.flatMap((fed) => variants(fed, facts, ['geometry']));
  const roughly = await tryAll(trial, both, 'rough');
  return ranked([...found, ...(await tryAll(trial, likeliest(roughly, 4), 'whole'))]);
};

const isEarlyTurn = ({ turn }: Fed): boolean => turn?.when !== 'after-resize';

const likeliest = (tries: readonly Try[], count: number): Fed[] => tries.slice(0, count).map(({ fed }) => fed);

/** The best try of each way to read the tensor. */
const distinctReadings = (tries: readonly Try[]): Try[] => {
  const seen = new Set<string>();
  return tries.filter(({ fed }) => {
    const key = JSON.stringify([fed.layout, fed.reading, fed.memory]);
    return seen.has(key) ? false : seen.add(key);
  });
};

/** Every kernel at the two best places, on the rows that show most: first one of each family, then the likely families. */
const kernels = async (trial: Trial, best: readonly Try[], facts: ImageFacts): Promise<Try[]> => {
  const found: Try[] = [...best];
  for (const { fed } of best.slice(0, 2)) {
    const rows = await liveliest(trial, fed);
    const all = [fed, ...variants(fed, facts, ['kernel'])];
    const families = new Map<string, Fed[]>();
    for (const each of all) {
      const { family } = resamplerOf(each.kernel);
      families.set(family, [...(families.get(family) ?? []), each]);
    }
    const first = await tryAll(
      trial,
      [...families.values()].map(([each]) => each as Fed),
      rows,
    );
    const likely = first.slice(0, 3).map(({ fed: each }) => resamplerOf(each.kernel).family);
    const members = likely.flatMap((family) => families.get(family)?.slice(1) ?? []);
    const narrowed = ranked([...first, ...(await tryAll(trial, members, rows))]);
    found.push(...(await tryAll(trial, likeliest(narrowed, 4), 'whole')));
    if (isDone(trial, ranked(found))) break;
  }
  return ranked(found);
};

/** Steps of a pixel around the best place, once its kernel is known. */
const fineplaces = async (trial: Trial, best: readonly Try[], facts: ImageFacts): Promise<Try[]> => {
  const [first] = best;
  if (first === undefined) return [];
  const moves = variants(first.fed, facts, ['geometry']);
  const roughly = await tryAll(trial, [first.fed, ...moves], 'rough');
  return ranked([...best, ...(await tryAll(trial, likeliest(roughly, 6), 'whole'))]);
};

const BAND = 32;

/** The rows of a picture in which neighbours differ most. */
const liveliest = async (trial: Trial, fed: Fed): Promise<Rows> => {
  const { data, width, height, channels } = await renderedOf(trial.scene, fed);
  const energy = new Float64Array(height + 1);
  const row = width * channels;
  const { abs } = Math;
  for (let y = 0; y < height; y++) {
    let sum = 0;
    for (let i = y * row + channels; i < (y + 1) * row; i += channels)
      sum += abs((data[i] as number) - (data[i - channels] as number));
    energy[y + 1] = (energy[y] as number) + sum;
  }
  const band = Math.min(BAND, height);
  let from = 0;
  const within = (y: number): number => (energy[y + band] as number) - (energy[y] as number);
  for (let y = 1; y + band <= height; y++) if (within(y) > within(from)) from = y;
  return { from, to: from + band };
};
