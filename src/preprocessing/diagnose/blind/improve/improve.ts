import type { Tensor } from '../../../../tensor/tensor.ts';
import type { Clock } from '../explain/clock.ts';
import { type Explained, explain, type Placed, type Source } from '../explain/explain.ts';
import type { Alternative } from '../found.ts';
import { planesOf } from '../picture/planes.ts';
import type { Declared } from '../read/declared.ts';
import { type Likenesses, likenessesOf } from '../register/likeness.ts';
import { extendTail } from './extendTail.ts';
import { isGood } from './fits.ts';
import { placesOf } from './places.ts';
import { recolour } from './recolour.ts';

/** What a search works on. */
export interface Context {
  tensor: Tensor;
  values: Float32Array;
  declared: Declared;
  likenesses: Likenesses;
  source: Source;
  clock: Clock;
}

/** An answer replaces another where it leaves less than this share of the picture's spread of what that leaves. */
const [better, muchBetter] = [0.8, 0.5];

/** What leaves more than this share of the picture's spread is not followed further. */
const extendable = 0.3;

/** A place that is likelier than this needs no other, one that is less likely is none, and one is beyond doubt. */
const [alike, recognised, certain] = [0.97, 0.7, 0.999];

const betterOf = (one: Explained | undefined, other: Explained | undefined, share = better): Explained | undefined =>
  other !== undefined && other.best.unlike < share * (one?.best.unlike ?? Infinity) ? other : one;

const needsMore = (found: Explained | undefined, clock: Clock): boolean =>
  !clock.isOver() && (found === undefined || !isGood(found));

/** The usual readings and faults, geometries that have a name; and where the picture is likeliest to be. */
export const firstOf = (context: Context): { best?: Explained; place?: Placed } => {
  let best: Explained | undefined;
  const places = early(context);
  for (const place of places) {
    if (best !== undefined && !needsMore(best, context.clock)) break;
    best = betterOf(best, explain(place, context.source, context.clock, false));
  }
  const [place] = places;
  return { ...(best && { best }), ...(place && { place }) };
};

const early = ({ tensor, values, declared, likenesses, clock }: Context): Placed[] =>
  placesOf(tensor, values, declared, likenesses, 'early', clock);

/** What is rarer, as long as nothing explains the tensor: colours, other decodings, memory, geometries without a name. */
export const improve = async (
  { best: first, place }: ReturnType<typeof firstOf>,
  context: Context,
  alternatives?: () => AsyncIterable<Alternative>,
): Promise<Explained | undefined> => {
  const { clock } = context;
  let best = first;
  if (best !== undefined) best = recolour(best, clock) ?? best;
  if (alternatives !== undefined) best = await decodedOtherwise(best, context, alternatives);
  if (needsMore(best, clock) && place !== undefined && place.registration.likeness > certain)
    best = betterOf(best, explain(place, context.source, clock, true), muchBetter);
  if (needsMore(best, clock)) {
    const other = remembered(context);
    if (other !== undefined && betterOf(best, other, muchBetter) === other) {
      best = recolour(other, clock) ?? other;
      if (alternatives !== undefined) best = await decodedOtherwise(best, context, alternatives);
    }
  }
  if (alternatives !== undefined && needsMore(best, clock)) best = await bothOtherwise(best, context, alternatives);
  if (needsMore(best, clock) && (best?.registration.likeness ?? 0) < alike)
    best = betterOf(best, squeezed(context), muchBetter);
  if (best !== undefined && needsMore(best, clock)) {
    const free = explain(best, best.source, clock, true);
    best = betterOf(best, free) as Explained;
  }
  return best && (recolour(best, clock) ?? best);
};

/** The same place in the image as other decoders give it. */
const decodedOtherwise = async (
  found: Explained | undefined,
  { clock, source }: Context,
  alternatives: () => AsyncIterable<Alternative>,
): Promise<Explained | undefined> => {
  if (found === undefined || !(needsMore(found, clock) || isMixed(found))) return found;
  let best: Explained | undefined = found;
  for await (const { pixels, fed } of alternatives()) {
    if (!needsMore(best, clock) && !isMixed(best)) break;
    const other = { pixels, planes: planesOf(pixels), fed, image: sizeFor(fed, pixels, source) };
    const plain = explain(scaled(found, source, other), other, clock, false);
    const again: Explained | undefined = plain && (recolour(plain, clock) ?? plain);
    const isSimpler: boolean = isMixed(best) && again !== undefined && !isMixed(again) && isGood(again);
    best = isSimpler ? again : betterOf(best, again);
  }
  return best;
};

/** Faults of memory in pictures that were decoded otherwise: neither shows alone. */
const bothOtherwise = async (
  found: Explained | undefined,
  context: Context,
  alternatives: () => AsyncIterable<Alternative>,
): Promise<Explained | undefined> => {
  let best = found;
  for await (const { pixels, fed } of alternatives()) {
    if (fed.shrinkOnLoad !== undefined || !needsMore(best, context.clock)) break;
    const planes = planesOf(pixels);
    const other = remembered({ ...context, source: { pixels, planes, fed }, likenesses: likenessesOf(planes) });
    best = betterOf(best, other && (recolour(other, context.clock) ?? other), muchBetter);
  }
  return best;
};

/** Fitted shares of all colours may stand for what another decoder makes of them. */
const isMixed = (found: Explained | undefined): boolean => found?.related.channels.kind === 'mixture';

/** A decoder that shrinks is planned for as if it did not. */
const sizeFor = ({ shrinkOnLoad }: Alternative['fed'], pixels: Source['pixels'], { pixels: whole }: Source) =>
  shrinkOnLoad === undefined ? pixels : whole;

const scaled = (place: Placed, from: Source, to: Source): Placed => {
  const [x, y] = [to.pixels.width / from.pixels.width, to.pixels.height / from.pixels.height];
  const { left, top, right, bottom } = place.registration.rect;
  const rect = { left: left * x, top: top * y, right: right * x, bottom: bottom * y };
  return { ...place, registration: { ...place.registration, rect } };
};

/** Parts of another aspect than the tensor's. */
const squeezed = ({ tensor, values, declared, likenesses, source, clock }: Context): Explained | undefined => {
  const [place] = placesOf(tensor, values, declared, likenesses, 'squeezed', clock);
  return place === undefined || place.registration.likeness < recognised
    ? undefined
    : explain(place, source, clock, true);
};

/** What happened to the memory that does not show by itself: strides, displacement, another picture at the end. */
const remembered = (context: Context): Explained | undefined => {
  const { tensor, values, declared, likenesses, source, clock } = context;
  let best: Explained | undefined;
  for (const place of placesOf(tensor, values, declared, likenesses, 'late', clock)) {
    if (best !== undefined && !needsMore(best, clock)) break;
    if (place.registration.likeness < recognised) continue;
    const found = explain(place, source, clock, place.registration.likeness > alike);
    const isStale = found?.buffer.memory?.kind === 'stale-tail';
    best = betterOf(best, isStale && found.best.unlike < extendable ? extendTail(found, clock) : found);
  }
  return best;
};
