import type { Plan } from '../../../geometry/plan.ts';
import { fitLine } from '../../fit/fitLine.ts';
import type { Family } from '../../kernels/family.ts';
import { type Grid, type Sampler, samplerOf } from '../../kernels/sampler.ts';
import type { Geometry, Planned } from '../geometry/geometry.ts';
import type { Window } from '../picture/planes.ts';
import { type Relation, related } from '../values/relation.ts';
import { type Setup, valuesAt } from './setup.ts';

/** A geometry with a kernel family, and how far what they give is from the tensor, as the grid tells. */
export interface Ranked {
  setup: Setup;
  geometry: Geometry;
  plan: Plan;
  family: Family;
  /** u8 units; a little more than the truth, as families do not round like their members. */
  rms: number;
  /** The same as a share of the picture's spread. */
  unlike: number;
}

/** Ranks geometries and kernel families by a grid of pixels. */
export interface Ranking {
  rank(planned: Planned, family: Family): Ranked | undefined;
}

const [columns, rows] = [40, 28];

export const rankingOf = (setup: Setup, relation: Relation, size = 1): Ranking => {
  const grid = gridOf(setup.window, Math.round(columns * size), Math.round(rows * size));
  const sampler: Sampler = samplerOf(setup.pixels, grid);
  const values = setup.channels.map((channel) => ({
    channel,
    values: valuesAt(setup.picture, channel, grid.columns, grid.rows),
  }));
  return {
    rank: ({ geometry, plan }, family) => {
      const rgb = sampler.sample(plan, family);
      if (rgb === undefined) return undefined;
      let [squares, shares, counted] = [0, 0, 0];
      for (const { channel, values: wanted } of values) {
        const { rms, spread } = fitLine(related(relation, channel, rgb), wanted);
        if (rms === Infinity) continue;
        squares += rms * rms;
        shares += spread > 0 ? (rms / spread) ** 2 : 1;
        counted++;
      }
      if (counted === 0) return undefined;
      const [rms, unlike] = [Math.sqrt(squares / counted), Math.sqrt(shares / counted)];
      return { setup, geometry, plan, family, rms, unlike };
    },
  };
};

/** Rows and columns spread over a window, not at equal distances, so that no pattern of a kernel is missed. */
const gridOf = ({ left, top, right, bottom }: Window, across: number, down: number): Grid => ({
  columns: spreadOver(left, right, across),
  rows: spreadOver(top, bottom, down),
});

const spreadOver = (from: number, to: number, count: number): Int32Array => {
  const length = to - from;
  if (length <= count) return Int32Array.from({ length }, (_, i) => from + i);
  // A golden-ratio jitter: deterministic, without a period.
  return Int32Array.from({ length: count }, (_, i) => {
    const jitter = (i * 0.6180339887) % 1;
    return from + Math.min(length - 1, Math.floor(((i + jitter) * length) / count));
  });
};
