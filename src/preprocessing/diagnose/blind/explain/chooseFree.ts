import { families, probes } from '../../kernels/families.ts';
import type { Family } from '../../kernels/family.ts';
import { type AxisChoice, axisFits, type FreeShape, freeShapes } from '../geometry/free.ts';
import { planned } from '../geometry/geometry.ts';
import type { Relation } from '../values/relation.ts';
import type { Clock } from './clock.ts';
import { type Ranked, type Ranking, rankingOf } from './rank.ts';
import { type Setup, sizeOfSetup } from './setup.ts';

/** Rounds of moving one axis, then the other. */
const rounds = 5;
/** Geometries that then are ranked with all families. */
const few = 2;

/**
 * Geometries that have no name: sizes and places in whole pixels, found step by step from where the registration points,
 * one axis after the other.
 */
export const chooseFree = (setups: readonly Setup[], relation: Relation, clock: Clock): Ranked[] =>
  setups
    .flatMap((setup) => {
      const ranking = rankingOf(setup, relation);
      const descended = freeShapes.flatMap((shape) =>
        probes.flatMap((family) => (clock.isOver() ? [] : (descend(setup, ranking, shape, family, clock) ?? []))),
      );
      descended.sort((a, b) => a.rms - b.rms);
      const seen = new Set<string>();
      const best = descended
        .filter(({ geometry }) => {
          const key = JSON.stringify(geometry);
          return !seen.has(key) && seen.add(key);
        })
        .slice(0, few);
      return best.flatMap(({ geometry, plan }) =>
        families.flatMap((family) => (clock.isOver() ? [] : (ranking.rank({ geometry, plan }, family) ?? []))),
      );
    })
    .sort((a, b) => a.rms - b.rms);

const descend = (
  setup: Setup,
  ranking: Ranking,
  shape: FreeShape,
  family: Family,
  clock: Clock,
): Ranked | undefined => {
  const { window, rect, pixels } = setup;
  const tensor = sizeOfSetup(setup);
  const shift = family.name.endsWith('top-left') ? (step: number): number => (step - 1) / 2 : (): number => 0;
  const [across, down] = axisFits(window, rect, tensor, pixels, shift);
  const tried = new Map<string, Ranked | undefined>();
  const at = (x: AxisChoice, y: AxisChoice): Ranked | undefined => {
    const key = [x.size, x.at, y.size, y.at].join();
    if (!tried.has(key)) {
      const plan = planned(shape.geometry(x, y), tensor, setup);
      tried.set(key, plan && ranking.rank(plan, family));
    }
    return tried.get(key);
  };
  let [x, y] = [shape.start(across), shape.start(down)];
  let best = at(x, y);
  for (let round = 0; round < rounds && !clock.isOver(); round++) {
    const before = best?.rms ?? Infinity;
    for (const choice of shape.beside(x)) {
      const each = at(choice, y);
      if (each !== undefined && each.rms < (best?.rms ?? Infinity)) [best, x] = [each, choice];
    }
    for (const choice of shape.beside(y)) {
      const each = at(x, choice);
      if (each !== undefined && each.rms < (best?.rms ?? Infinity)) [best, y] = [each, choice];
    }
    if (!((best?.rms ?? Infinity) < before)) break;
  }
  return best;
};
