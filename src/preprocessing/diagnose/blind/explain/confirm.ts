import { resamplerOf } from '../../../resample/index.ts';
import type { Window } from '../picture/planes.ts';
import type { Relation } from '../values/relation.ts';
import type { Clock } from './clock.ts';
import { compareExact, type Exact, renderPlan } from './exact.ts';
import type { Ranked } from './rank.ts';

/** A pipeline's picture, computed as the library does. */
export interface Confirmed extends Exact, Omit<Ranked, 'rms'> {}

/** u8 units below which nothing is left to explain. */
export const exactly = 0.02;

/** Ranked ones are computed exactly while they are within this factor and this distance of the best. */
const [factor, distance] = [1.35, 0.45];
/** Resizes that are computed at most. */
const most = 14;
/** Rows that tell which kernel it is. */
const strip = 40;

/**
 * Computes the best of what was ranked as libraries do, at first only a strip of it: kernels of one family are told apart
 * by how they round. Stops at the first that leaves nothing.
 */
export const confirm = (ranked: readonly Ranked[], relation: Relation, clock: Clock): Confirmed[] => {
  const [best] = ranked;
  if (best === undefined) return [];
  const close = ranked.filter(({ rms }) => rms <= best.rms * factor + distance);
  const found: Confirmed[] = [];
  let computed = 0;
  for (const each of close) {
    for (const kernel of each.family.members) {
      if (computed >= most || (found.length > 0 && clock.isOver())) break;
      const variants = isPillow(kernel) && ordersDiffer(each) ? ([undefined, 12] as const) : ([undefined] as const);
      for (const pillow of variants) {
        if (found.length > 0 && clock.isOver()) break;
        const within = stripOf(each.setup.window);
        const part = compareExact(
          each.setup,
          renderPlan(each.setup, each.plan, kernel, pillow, within),
          within,
          relation,
        );
        computed++;
        const one: Confirmed = { ...each, kernel, ...(pillow === undefined ? {} : { pillow }), ...part };
        found.push(one);
        if (part.rms < exactly) {
          const whole = confirmWhole(one, relation);
          found[found.length - 1] = whole;
          if (whole.rms < exactly) return found.sort((a, b) => a.rms - b.rms);
        }
      }
    }
  }
  found.sort((a, b) => a.rms - b.rms);
  const [first] = found;
  if (first !== undefined) found[0] = confirmWhole(first, relation);
  return found;
};

/** Over all of the window. */
export const confirmWhole = (one: Confirmed, relation: Relation): Confirmed => {
  const { window } = one.setup;
  const rendered = renderPlan(one.setup, one.plan, one.kernel, one.pillow, window);
  return { ...one, ...compareExact(one.setup, rendered, window, relation) };
};

const isPillow = (kernel: string): boolean => kernel.startsWith('pillow/') && resamplerOf(kernel).antialias;

/** Whether Pillow 13 swaps its passes here. */
const ordersDiffer = ({ plan: { source, resized } }: Ranked): boolean => {
  const [across, down] = [source.width - resized.width, source.height - resized.height];
  return down > 0 && down > 2 * across;
};

const stripOf = (window: Window): Window => {
  const middle = Math.floor((window.top + window.bottom) / 2);
  return {
    ...window,
    top: Math.max(window.top, middle - strip / 2),
    bottom: Math.min(window.bottom, middle + strip / 2),
  };
};
