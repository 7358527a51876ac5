import type { Difference } from '../../preprocessing/diagnose/diagnosis.ts';
import type { Fed } from '../../preprocessing/diagnose/pipeline/fed.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import type { Wrong } from '../fixes/fixAsCode.ts';
import { turnWords } from './deviationWords.ts';
import { geometriesApart } from './geometryWords.ts';
import { formula } from './valueWords.ts';
import { type Wholes, wholesOf } from './wholes.ts';

/** More does not fit behind a line of code. */
const MOST_COLUMNS = 44;

/** A wrong step with what stood there before, for the mark at the line of code that settles it. */
export function wrongMark(difference: Difference, recipe: Recipe): Wrong {
  const { step } = difference;
  const was = wasOf(wholesOf(difference, recipe), difference.found, recipe);
  return was === undefined || was.length > MOST_COLUMNS ? step : { step, was };
}

function wasOf({ found: fed, keys }: Wholes, found: Partial<Fed>, recipe: Recipe): string | undefined {
  if (found.order !== undefined) return found.order;
  if (found.channels !== undefined) return found.channels;
  if (found.kernel !== undefined) return found.kernel;
  if (found.layout !== undefined) return found.layout;
  if (found.dtype !== undefined) return found.dtype;
  if (found.turn !== undefined) return turnWords[found.turn.by];
  if (found.gamma !== undefined) return `gamma ${found.gamma}`;
  if (found.memory !== undefined) return found.memory.kind.replaceAll('-', ' ');
  if (found.reading !== undefined) return found.reading.replaceAll('-', ' ');
  if (found.shrinkOnLoad !== undefined) return `decoded at 1/${found.shrinkOnLoad}`;
  if (keys.some((key) => key === 'scale' || key === 'mean' || key === 'std'))
    return formula(fed).replace(/^x$/, '0..255');
  if (keys.some((key) => ['sourceCrop', 'resize', 'crop', 'pad'].includes(key))) return geometriesApart(fed, recipe)[0];
  return found.decode === undefined ? undefined : decodeWas(found.decode);
}

const decodeWas = ({ orientation, icc }: Partial<Fed['decode']>): string | undefined =>
  orientation === undefined ? icc && `profile ${icc}` : orientation === 'exif' ? 'turned by EXIF' : 'EXIF ignored';
