import type { Pixels, Size } from '../../../pixels/pixels.ts';
import type { Alternative } from '../found.ts';
import { isSamePixels } from '../geometry/geometry.ts';
import type { Planes } from '../picture/planes.ts';
import type { Buffer } from '../read/buffer.ts';
import type { View } from '../read/reading.ts';
import type { Registration } from '../register/register.ts';
import { tableOf } from '../tone/tone.ts';
import type { Relation } from '../values/relation.ts';
import { choose } from './choose.ts';
import { chooseFree } from './chooseFree.ts';
import type { Clock } from './clock.ts';
import { type Confirmed, confirm, confirmWhole, exactly } from './confirm.ts';
import { renderPlan } from './exact.ts';
import { orderOfRest } from './orderOfRest.ts';
import type { Ranked } from './rank.ts';
import { type Related, refit, relationOf } from './refit.ts';
import { relate } from './relate.ts';
import { type Setup, setupsOf } from './setup.ts';

/** An image as it may have been decoded. */
export interface Source {
  pixels: Pixels;
  planes: Planes;
  /** Of the image itself, where its decoder shrank it. */
  image?: Size;
  /** How it was decoded, where that is not how the image given was. */
  fed: Alternative['fed'];
}

/** A view of a tensor whose place in an image is known. */
export interface Placed {
  buffer: Buffer;
  view: View;
  channels: number[];
  registration: Registration;
}

/** A pipeline that was found for a view, and its rivals. */
export interface Explained extends Placed {
  source: Source;
  best: Confirmed;
  /** All that were computed, the best first. */
  confirmed: Confirmed[];
  related: Related;
}

/** Above this (u8 units) geometries without a name are tried, and taken where they leave less than this share. */
const [poor, better] = [0.6, 0.75];
/** How often what was learnt from the pixels may change the relation of the channels. */
const rounds = 2;

/**
 * Finds geometry, kernel and how channels follow from one another, for a view whose place is known.
 *
 * @param free whether geometries without a name are tried where named ones leave much
 */
export const explain = (placed: Placed, source: Source, clock: Clock, free = true): Explained | undefined => {
  const setups = setupsOf(placed.view, placed.channels, placed.registration, source.pixels, source.image);
  let related = relate(setups.at(-1) as Setup, source.planes);
  let ranked = choose(setups, relationOf(related), clock);
  if ((ranked[0]?.rms ?? Infinity) > rough && related.tone === undefined)
    [related, ranked] = bent(related, ranked, setups, clock);
  let confirmed = confirm(ranked, relationOf(related), clock);
  for (let round = 0; round < rounds; round++) {
    const [best] = confirmed;
    if (best === undefined || best.rms < exactly || clock.isOver()) break;
    const { window } = best.setup;
    const again = refit(best.setup, renderPlan(best.setup, best.plan, best.kernel, best.pillow, window), window);
    if (!(again.rms < 0.95 * best.rms)) break;
    related = again;
    ranked = choose(setups, relationOf(related), clock);
    confirmed = confirm(ranked, relationOf(related), clock);
  }
  if (free && (confirmed[0]?.rms ?? Infinity) > poor && !clock.isOver()) {
    const unnamed = chooseFree(setups, relationOf(related), clock);
    const others = confirm(unnamed, relationOf(related), clock);
    if ((others[0]?.rms ?? Infinity) < better * (confirmed[0]?.rms ?? Infinity)) {
      ranked = [...unnamed, ...ranked];
      confirmed = [...others, ...confirmed];
    }
  }
  if (confirmed.length === 0) return undefined;
  const all = [...confirmed, ...rivals(confirmed, ranked, relationOf(related))];
  return { ...placed, source, confirmed: all, ...orderOfRest(beforeFirst(all), related) };
};

/** Off by more than this (u8 units), levels may be bent although the pixels are too scattered to show how. */
const rough = 4;
const powers = [2.2, 1 / 2.2];

/** Linear light and back, tried blindly. */
const bent = (related: Related, ranked: Ranked[], setups: readonly Setup[], clock: Clock): [Related, Ranked[]] => {
  let best: [Related, Ranked[]] = [related, ranked];
  for (const gamma of powers) {
    if (clock.isOver()) break;
    const tone = { name: 'gamma', gamma, table: tableOf((level) => 255 * (level / 255) ** gamma) };
    const each = { ...related, tone };
    const again = choose(setups, relationOf(each), clock);
    if ((again[0]?.unlike ?? 1) < 0.7 * (best[1][0]?.unlike ?? 1)) best = [each, again];
  }
  return best;
};

/** Ranked as near to the best as this (u8 units), a kernel may give the same pixels. */
const near = 0.08;

/** What may be equal to an exact answer: it ended the search before these were computed. */
const rivals = ([best]: readonly Confirmed[], ranked: readonly Ranked[], relation: Relation): Confirmed[] => {
  if (best === undefined || best.rms >= exactly) return [];
  const own = ranked.find((each) => each.family === best.family && isSame(each, best));
  const kernels = ranked
    .filter((each) => each.family !== best.family && isSame(each, best) && each.rms < (own?.rms ?? 0) + near)
    .map((each) => ({ ...best, ...each, kernel: each.family.members[0] as Confirmed['kernel'] }));
  const orders = ranked
    .filter((each) => each.family === best.family && each.setup !== best.setup && each.rms < (own?.rms ?? 0) + near)
    .map((each) => ({ ...best, ...each }));
  return [...kernels, ...orders].map((each) => confirmWhole(each, relation));
};

const isSame = (a: Pick<Ranked, 'setup' | 'plan'>, b: Pick<Ranked, 'setup' | 'plan'>): boolean =>
  a.setup === b.setup && isSamePixels(a.plan, b.plan);

/** Of equal answers the one that turns the image before the resize: cameras do so. */
const beforeFirst = (all: readonly Confirmed[]): Confirmed => {
  const [best] = all as [Confirmed];
  if (best.setup.when !== 'after-resize') return best;
  const same = all.find(
    (each) => each.setup.when === 'before-resize' && each.rms < exactly && each.kernel === best.kernel,
  );
  return best.rms < exactly ? (same ?? best) : best;
};
