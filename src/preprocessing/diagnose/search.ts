import { realValues } from '../../tensor/realValues.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Pixels } from '../pixels.ts';
import { compose } from './answer/compose.ts';
import { nothing } from './answer/residualOf.ts';
import { tiesOf, unclearOf } from './answer/tiesOf.ts';
import { clockUntil } from './explain/clock.ts';
import { type Explained, explain, type Placed, type Source } from './explain/explain.ts';
import type { Found, SearchOptions } from './found.ts';
import type { ImageFacts } from './hypothesis.ts';
import { grayOf, spread } from './picture/grayOf.ts';
import { planesOf } from './picture/planes.ts';
import { declaredOf } from './read/declared.ts';
import { finite } from './read/finite.ts';
import { placesOf } from './read/places.ts';
import { pyramidOf } from './register/shrunk.ts';
import { thumbnailsOf } from './register/thumbnails.ts';

/** u8 units (rms) up to which a pipeline explains a tensor: other decoders are the worst that is healthy. */
const healthy = 2;
/** Below this, and below this share of the picture's spread, nothing else is tried. */
const [good, alike] = [0.6, 0.05];

const isGood = ({ best }: Explained): boolean => best.rms < good && best.unlike < alike;

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
  if (spread(values).std < 1e-7) return unknown({}, 'values');
  const planes = planesOf(image);
  const gray = grayOf(planes);
  if (spread(gray.data).std === 0) return unknown({}, 'geometry');
  const pyramid = pyramidOf(gray);
  const thumbnails = thumbnailsOf(pyramid);
  const source: Source = { pixels: image, planes, fed: {} };
  let best: Explained | undefined;
  const consider = (placed: Placed, from: Source, free: boolean): boolean => {
    const found = explain(placed, from, clock, free);
    if (found !== undefined && found.best.unlike < 0.8 * (best?.best.unlike ?? Infinity)) best = found;
    return best !== undefined && isGood(best);
  };
  const places = placesOf(tensor, values, declared, { pyramid, thumbnails }, 'early', clock);
  if (!places.some((place) => clock.isOver() || consider(place, source, false)) && places[0] !== undefined)
    consider(places[0], source, true);
  void alternatives;
  if (best === undefined) return unknown({}, undefined, clock.isOver());
  const { fed, left } = compose(best, tensor, facts);
  const ties = tiesOf(best);
  return {
    fed,
    residual: left.residual,
    explained: left.residual.rms <= healthy,
    certain: { layout: fed.layout },
    ties,
    notIdentifiable: unclearOf(best, ties),
    compared: left.compared,
    atEdges: left.atEdges,
    ...(clock.isOver() ? { cutShort: true } : {}),
  };
};

const unknown = (certain: Found['certain'], constant?: 'values' | 'geometry', isCut = false): Found => ({
  residual: nothing,
  explained: false,
  certain,
  ties: [],
  notIdentifiable: constant === undefined ? [] : [{ step: constant, why: 'constant' }],
  compared: 0,
  atEdges: 0,
  ...(isCut ? { cutShort: true } : {}),
});
