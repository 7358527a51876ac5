import type { Diagnosis } from '../../preprocessing/diagnose/diagnosis.ts';
import type { Fed } from '../../preprocessing/diagnose/pipeline/fed.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { listed } from '../digits.ts';
import { turnWords } from './deviationWords.ts';
import { geometryWords } from './geometryWords.ts';
import { formula } from './valueWords.ts';

/** Other answers that an image cannot tell from the one given, short. */
export const tieWords = (ties: Diagnosis['ties'], base: Recipe): string =>
  listed([...new Set(ties.map(({ step, kind, found }) => stateWords(found, base) ?? `${step} ${plainKind(kind)}`))], 4);

/** A hypothesis by the end of its name: `crop offset` of `geometry/crop-offset`. */
export const plainKind = (kind: string): string => kind.replace(/^.*\//, '').replaceAll('-', ' ');

/** `kernel sharp/linear, channels BGR`: what some keys of a pipeline say. */
function stateWords(found: Partial<Fed>, base: Recipe): string | undefined {
  const full: Fed = { ...base, ...found, decode: { ...base.decode, ...found.decode } };
  const has = (...keys: (keyof Fed)[]) => keys.some((key) => found[key] !== undefined);
  const words = [
    has('turn') && turnWords[(found.turn as NonNullable<Fed['turn']>).by],
    has('resize', 'crop', 'sourceCrop', 'pad', 'size') && geometryWords(full),
    has('kernel') && `kernel ${found.kernel}`,
    has('gamma') && `gamma ${found.gamma}`,
    has('order', 'channels') && `channels ${found.order ?? found.channels}`,
    has('scale', 'mean', 'std') && `values ${formula(full)}`,
    has('layout') && `layout ${found.layout}`,
    has('dtype') && String(found.dtype),
    has('decode') && `decoded ${decodeState(full)}`,
  ].filter((part) => part !== false);
  return words.length === 0 ? undefined : words.join(' and ');
}

const decodeState = ({ decode: { orientation, icc, like } }: Fed): string =>
  `as ${like}, EXIF orientation ${orientation === 'exif' ? 'applied' : 'ignored'}, colour profile ${icc}`;

/** What is known of a pipeline that is not known as a whole. */
export function certainWords(fed: Partial<Fed>): string | undefined {
  const words = [
    fed.layout !== undefined && `layout ${fed.layout}`,
    (fed.order ?? fed.channels) !== undefined && `channels ${fed.order ?? fed.channels}`,
    fed.turn !== undefined && turnWords[fed.turn.by],
    fed.kernel !== undefined && `kernel like ${fed.kernel}`,
  ].filter((part) => part !== false);
  return words.length === 0 ? undefined : words.join(', ');
}
