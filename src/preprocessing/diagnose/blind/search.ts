import { realValues } from '../../../tensor/realValues.ts';
import type { Tensor } from '../../../tensor/tensor.ts';
import type { ImageFacts } from '../../decode/imageFacts.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import { meanAndDeviation } from '../fit/meanAndDeviation.ts';
import type { Fed } from '../pipeline/fed.ts';
import { NO_RESIDUAL } from '../simulate/residual.ts';
import { compose } from './answer/compose.ts';
import { tiesOf, unclearOf } from './answer/tiesOf.ts';
import { clockUntil } from './explain/clock.ts';
import type { Explained, Source } from './explain/explain.ts';
import type { Found, SearchOptions } from './found.ts';
import { leftOf } from './improve/fits.ts';
import { firstOf, improve } from './improve/improve.ts';
import { type Planes, planesOf } from './picture/planes.ts';
import { reinterpreted } from './read/buffers/reinterpreted.ts';
import { truncatedToBytes } from './read/buffers/truncatedToBytes.ts';
import { type Declared, declaredOf } from './read/declared.ts';
import { finite } from './read/finite.ts';
import { likenessesOf } from './register/likeness.ts';

/** u8 units (rms) up to which a pipeline explains a tensor: other decoders are the worst that is healthy. */
const healthy = 2;
/** A share of the picture's spread that no explanation leaves. */
const related = 0.3;

/**
 * Finds out, from the tensor and the image alone, how the one became the other: reading and memory, orientation,
 * geometry, kernel, channels, curve and value map. Geometry and value map are fitted, then named.
 *
 * @param image decoded as it is stored (not turned by EXIF, profile ignored), RGB or gray
 * @param facts of the image
 */
export const search = async (
  tensor: Tensor,
  image: Pixels,
  facts: ImageFacts,
  { deadline, alternatives }: SearchOptions = {},
): Promise<Found> => {
  const clock = clockUntil(deadline);
  const declared = declaredOf(tensor.shape);
  const values = finite(realValues(tensor));
  if (declared === undefined) return unknown({});
  if (meanAndDeviation(values).std < 1e-7) return unknown({}, 'values');
  const planes = planesOf(image);
  const likenesses = likenessesOf(planes);
  if (meanAndDeviation((likenesses.whole.pyramid[0] as Planes).data).std === 0) return unknown({}, 'geometry');
  const source: Source = { pixels: image, planes, fed: {} };
  const context = { tensor, values, declared, likenesses, source, clock };
  const certain = evident(tensor, values, declared);
  // What little is left of a picture is like many others: nothing is looked for beyond what shows by itself.
  const first = firstOf(context);
  const best = certain.memory === undefined ? await improve(first, context, alternatives) : first.best;
  const isCut = clock.isOver();
  if (best === undefined) return unknown(certain, undefined, isCut);
  const { fed, left } = compose(best, tensor, facts);
  const explained =
    left.residual.rms <= Math.max(healthy, 1.5 * (best.best.rms - leftOf(best))) &&
    best.best.unlike < related &&
    (certain.memory === undefined || fed.memory?.kind === certain.memory.kind);
  const ties = explained ? tiesOf(best) : [];
  return {
    ...(explained ? { fed } : {}),
    residual: left.residual,
    explained,
    certain: explained ? {} : { ...certainOf(best, fed), ...certain },
    ties,
    notIdentifiable: unclearOf(best, ties),
    compared: left.compared,
    atEdges: left.atEdges,
    ...(isCut ? { cutShort: true } : {}),
  };
};

/** Faults that lose nearly all of a picture and show by the values alone. */
export const evident = (tensor: Tensor, values: Float32Array, declared: Declared): Partial<Fed> => {
  const [lost] = [truncatedToBytes, reinterpreted].flatMap(({ undo }) => undo(values, declared, tensor));
  return lost?.memory === undefined ? {} : { memory: lost.memory };
};
/** A likeness that no other reading, orientation or place reaches. */
const recognised = 0.97;

/** What holds although something else remains unexplained. */
const certainOf = ({ registration }: Explained, { layout, reading, turn }: Fed): Partial<Fed> =>
  registration.likeness < recognised
    ? {}
    : { layout, ...(reading === undefined ? {} : { reading }), ...(turn === undefined ? {} : { turn }) };

const unknown = (certain: Found['certain'], constant?: 'values' | 'geometry', isCut = false): Found => ({
  residual: NO_RESIDUAL,
  explained: false,
  certain,
  ties: [],
  notIdentifiable: constant === undefined ? [] : [{ step: constant, why: 'constant' }],
  compared: 0,
  atEdges: 0,
  ...(isCut ? { cutShort: true } : {}),
});
