import type { Pixels } from '../../pixels/pixels.ts';
import type { Fed } from '../pipeline/fed.ts';
import { colourMatrix, throughCurve, throughMatrix } from './colours.ts';

/** Colours that were fitted on the resized picture. */
export const lateColours = (picture: Pixels, { colour }: Fed): Pixels => {
  if (colour?.kind === 'curve') return throughCurve(picture, colour.table);
  if (colour?.kind !== 'matrix') return picture;
  const { matrix, offset } = colourMatrix(colour) as { matrix: readonly number[]; offset: readonly number[] };
  return throughMatrix({ ...picture, data: Float32Array.from(picture.data) }, matrix, offset);
};

/** Bytes read as signed ones, before the value map; what is no number stays. */
export const wrapped = (picture: Pixels, { memory }: Fed): Pixels =>
  memory?.kind === 'wrapped-int8'
    ? { ...picture, data: Float32Array.from(picture.data, (v) => (v - v === 0 ? (Math.round(v) << 24) >> 24 : v)) }
    : picture;
