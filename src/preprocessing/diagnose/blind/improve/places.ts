import type { Tensor } from '../../../../tensor/tensor.ts';
import type { Clock } from '../explain/clock.ts';
import type { Placed } from '../explain/explain.ts';
import { withoutBorder } from '../read/border.ts';
import type { Buffer } from '../read/buffer.ts';
import { bufferFaults } from '../read/buffers/index.ts';
import type { Declared } from '../read/declared.ts';
import { type View, view } from '../read/reading.ts';
import { readings } from '../read/readings/index.ts';
import { roughness } from '../read/roughness.ts';
import { type Sound, soundPart } from '../read/sound.ts';
import type { Likeness, Likenesses } from '../register/likeness.ts';
import { register, type Sighting, sight } from '../register/register.ts';

interface Seen extends Sound {
  buffer: Buffer;
  view: View;
  rough: number;
}

/** Views rougher than the smoothest by this factor are not looked at, unless they are as declared. */
const rougher = 2;
/** Coarse likenesses that end the look at other views; likenesses that end the search for other places. */
const [seen, sure] = [0.985, 0.985];
/** Places that are refined at most. */
const most = 3;

/**
 * Where in the image the tensor's picture may be, under all readings of its buffer; the likeliest first.
 *
 * @param when `late`: with the faults of memory that don't show by themselves; `squeezed`: in parts of any aspect
 */
export const placesOf = (
  tensor: Tensor,
  values: Float32Array,
  declared: Declared,
  likenesses: Likenesses,
  when: 'early' | 'late' | 'squeezed',
  clock: Clock,
): Placed[] => {
  const sightings: Sighted[] = [];
  for (const each of viewsOf(tensor, values, declared, when !== 'late')) {
    if (sightings.length > 0 && clock.isOver()) break;
    const sighted = sightedIn(each, likenesses, when === 'squeezed');
    sightings.push(sighted);
    if (when !== 'late' && sighted.likeness > seen) break;
  }
  sightings.sort((a, b) => b.likeness - a.likeness);
  const places: Placed[] = [];
  for (const { seen: each, sighting, pyramid } of sightings.slice(0, when === 'late' ? 2 * most : most)) {
    if (places.length > 0 && clock.isOver()) break;
    const registration = register(sighting, pyramid);
    if (registration === undefined) continue;
    places.push({ buffer: each.buffer, view: each.view, channels: each.channels, registration });
    if (when !== 'late' && registration.likeness > sure) break;
  }
  return places.sort((a, b) => b.registration.likeness - a.registration.likeness);
};

interface Sighted {
  seen: Seen;
  sighting: Sighting;
  likeness: number;
  pyramid: Likeness['pyramid'];
}

/** Where a view is likest to the image, or to one channel of it where one channel is all that was written. */
const sightedIn = (seen: Seen, { whole, single }: Likenesses, squeezed: boolean): Sighted => {
  const { view: of, window, channels } = seen;
  const isSingle = channels.length === 1 && of.picture.channels > 1;
  const within = withoutBorder(of, window);
  let best: Sighted | undefined;
  for (const { pyramid, thumbnails } of isSingle ? single() : [whole]) {
    const sighting = sight(of, within, channels, thumbnails, squeezed);
    const likeness = sighting.candidates[0]?.likeness ?? 0;
    if (likeness > (best?.likeness ?? -1)) best = { seen, sighting, likeness, pyramid };
  }
  return best as Sighted;
};

/** All readings of all buffers, the smoothest first. */
const viewsOf = (tensor: Tensor, values: Float32Array, declared: Declared, early: boolean): Seen[] => {
  const all = bufferFaults
    .filter((fault) => fault.early === early)
    .flatMap(({ undo }) => undo(values, declared, tensor))
    .flatMap((buffer) =>
      readings.flatMap(({ arrange }) => {
        const arranged = arrange(declared);
        if (arranged === undefined || (buffer.stream && arranged.reading !== undefined)) return [];
        const arrangement = buffer.stream ? { ...arranged, interleaved: true } : arranged;
        if (buffer.interleaved !== undefined && buffer.interleaved !== arrangement.interleaved) return [];
        if (buffer.stored !== undefined && buffer.stored !== arrangement.stored) return [];
        const each = view(buffer.values, buffer.written, arrangement, declared.channels);
        return [{ buffer, view: each, rough: roughness(each), ...soundPart(each) }];
      }),
    );
  const smoothest = Math.min(...all.map(({ rough }) => rough));
  const kept = all.filter(
    ({ rough, view: { arrangement } }) =>
      rough < rougher * smoothest || (rough < Infinity && arrangement.reading === undefined),
  );
  // With a tail that was never written, what was is what counts; as a whole picture it comes last.
  return kept.sort((a, b) => place(a) - place(b) || a.rough - b.rough);
};

/** What shows by itself goes first. */
const place = ({ buffer }: Seen): number =>
  buffer.memory?.kind === 'unwritten-tail' || buffer.memory?.kind === 'truncated-to-bytes' ? 0 : 1;
