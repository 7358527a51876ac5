import { families, probes } from '../../kernels/families.ts';
import { namedNear } from '../geometry/near.ts';
import type { Relation } from '../values/relation.ts';
import type { Clock } from './clock.ts';
import { type Ranked, rankingOf } from './rank.ts';
import { type Setup, sizeOfSetup } from './setup.ts';

/** Geometries that are ranked by the probes, and those that then are ranked with all families. */
const [most, few] = [10, 3];

/** Named geometries with all kernel families, the best first. */
export const choose = (setups: readonly Setup[], relation: Relation, clock: Clock): Ranked[] => {
  const ranked = setups.flatMap((setup) => {
    const { window, rect } = setup;
    const near = namedNear(window, rect, sizeOfSetup(setup), setup).slice(0, most);
    const ranking = rankingOf(setup, relation);
    const probed = near.flatMap((each) => {
      if (clock.isOver()) return [];
      const tried = probes.flatMap((family) => ranking.rank(each, family) ?? []);
      return tried.length === 0 ? [] : [{ each, tried, best: Math.min(...tried.map(({ rms }) => rms)) }];
    });
    probed.sort((a, b) => a.best - b.best);
    return probed
      .slice(0, few)
      .flatMap(({ each, tried }) => [
        ...tried,
        ...families
          .filter((family) => !probes.includes(family))
          .flatMap((family) => (clock.isOver() ? [] : (ranking.rank(each, family) ?? []))),
      ]);
  });
  return ranked.sort((a, b) => a.rms - b.rms);
};
