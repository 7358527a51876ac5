import type { Deviations } from '../../pipeline/fed.ts';
import { colourMatrix, throughMatrix } from '../../simulate/colours.ts';
import { turnPixels } from '../../simulate/turnPixels.ts';
import type { Clock } from '../explain/clock.ts';
import { compareExact, renderPlan } from '../explain/exact.ts';
import { type Explained, explain, type Source } from '../explain/explain.ts';
import { planesOf } from '../picture/planes.ts';
import { isKnown } from '../values/nameValues.ts';
import { inOrder } from '../values/relation.ts';

const kinds = ['limited-range', '601-as-709', '709-as-601'] as const;

/** How much less must be left than before, as a share; where it is simpler than what was fitted, this much more may be. */
const [better, rounding] = [0.8, 0.25];

/**
 * Named changes of colour, each done to the pixels before they are resized. Looked for where a mixture of channels or a
 * value map without a name was fitted: these are what they look like.
 */
export const recolour = (found: Explained, clock: Clock): Explained | undefined => {
  const { best, related, source } = found;
  const order = related.channels.order;
  if (related.channels.kind !== 'mixture' && isKnown(best.lines, order, best.rms)) return undefined;
  if (related.tone !== undefined || source.pixels.channels < 3) return undefined;
  let chosen: Explained | undefined;
  for (const kind of kinds) {
    if (clock.isOver()) break;
    const each = { ...found, source: recoloured(source, { kind }) };
    const { when, turn } = best.setup;
    const { pixels } = each.source;
    const setup = { ...best.setup, pixels: when === 'before-resize' ? turnPixels(pixels, turn) : pixels };
    const rendered = renderPlan(setup, best.plan, best.kernel, best.pillow, setup.window);
    const plain = { mix: rowsOf(order), offset: order.map(() => 0) };
    const { rms, lines, unlike } = compareExact(setup, rendered, setup.window, plain);
    const isNamed = isKnown(lines, order, rms);
    const isSimpler = isNamed || related.channels.kind === 'mixture';
    const left = isFitted(found, kind) ? clipped : rounding;
    if (!(rms < better * best.rms || (isSimpler && rms < best.rms + left))) continue;
    const again = plainOf(explain(found, each.source, clock, isNamed || isFitted(found, kind)), {
      ...each,
      best: { ...best, setup, rms, lines, unlike },
    });
    if (again === undefined) continue;
    if (again.best.rms < (chosen?.best.rms ?? best.rms + left)) chosen = again;
  }
  return chosen;
};

/** What was explained without a mixture; where another one was fitted to what is left, the named change alone. */
const plainOf = (again: Explained | undefined, alone: Explained): Explained | undefined => {
  if (again?.related.channels.kind !== 'mixture') return again;
  const { channels } = alone.related;
  if (channels.kind !== 'mixture' || !channels.order.every((from, c) => isMostly(again, c, from))) return undefined;
  const order = { ...channels, kind: 'order', relation: inOrder(channels.order), rms: alone.best.rms } as const;
  return { ...alone, confirmed: [alone.best], related: { channels: order, tone: undefined, rms: alone.best.rms } };
};

const isMostly = ({ related: { channels } }: Explained, channel: number, from: number): boolean =>
  [0, 1, 2].every((i) => Math.abs((channels.relation.mix[3 * channel + i] as number) - (i === from ? 1 : 0)) < near);

/** Shares of a fitted mixture that are this near to a standard's are meant to be them; what is clipped may then differ. */
const [near, clipped] = [0.03, 1.5];

/** Whether the mixture that was fitted is the one of a named change. */
const isFitted = ({ related: { channels } }: Explained, kind: (typeof kinds)[number]): boolean => {
  if (channels.kind !== 'mixture' || kind === 'limited-range') return false;
  const { matrix } = colourMatrix({ kind }) as { matrix: readonly number[] };
  const { order, relation } = channels;
  return order.every((from, c) =>
    [0, 1, 2].every((i) => Math.abs((relation.mix[3 * c + i] as number) - (matrix[3 * from + i] as number)) < near),
  );
};

const recoloured = (source: Source, colour: NonNullable<Deviations['colour']>): Source => {
  const { matrix, offset } = colourMatrix(colour) as { matrix: readonly number[]; offset: readonly number[] };
  const pixels = throughMatrix(source.pixels, matrix, offset);
  return { ...source, pixels, planes: planesOf(pixels), fed: { ...source.fed, colour } };
};

const rowsOf = (order: readonly number[]): number[] =>
  order.flatMap((from) => [0, 1, 2].map((c) => (c === from ? 1 : 0)));
