import type { Tensor } from '../../../../tensor/tensor.ts';
import type { ImageFacts } from '../../../decode/imageFacts.ts';
import type { Recipe } from '../../../recipe/recipe.ts';
import type { Fed } from '../../pipeline/fed.ts';
import { bothTurns, turnOfExif } from '../../pipeline/turns.ts';
import { exactly } from '../explain/confirm.ts';
import type { Explained } from '../explain/explain.ts';
import { relationOf } from '../explain/refit.ts';
import { nameValues, type Values } from '../values/nameValues.ts';
import { type Left, leftOf } from './leftOf.ts';
import { padOf } from './padOf.ts';

/** A found pipeline as plain data, with what it leaves. */
export interface Composed {
  fed: Fed;
  left: Left;
}

/** How pixels are decoded where nothing speaks against it. */
const usualDecode = { orientation: 'stored', icc: 'ignored', alpha: 'dropped', like: 'pillow' } as const;

export const compose = (found: Explained, { dtype }: Tensor, facts: ImageFacts): Composed => {
  const { best, related, view, buffer, source } = found;
  const { arrangement, picture } = view;
  const values = valuesOf(found);
  const { width, height } = picture;
  const { pad, ...geometry } = best.geometry;
  const fed: Fed = {
    size: width === height ? width : { width, height },
    ...decodeAndTurn(found, facts),
    ...geometry,
    kernel: best.kernel,
    ...(best.pillow === undefined ? {} : { pillow: best.pillow }),
    ...(pad === undefined ? {} : { pad: padOf(pad, best, related, values) }),
    ...channelsOf(found),
    ...(related.tone === undefined ? {} : toneOf(related.tone)),
    ...values,
    layout: arrangement.layout,
    dtype: storedAs(dtype),
    ...(arrangement.reading === undefined ? {} : { reading: arrangement.reading }),
    ...(buffer.memory === undefined ? {} : { memory: buffer.memory }),
    ...without(source.fed, 'decode'),
  };
  return { fed, left: leftOf(best, relationOf(related), values) };
};

const valuesOf = ({ best, related }: Explained): Values => {
  const { kind, order, ambiguous } = related.channels;
  const inTensor = kind === 'gray' || ambiguous ? best.lines.map((_, c) => Math.min(c, 2)) : order;
  return nameValues(best.lines, inTensor, best.rms < exactly ? 0 : best.rms);
};

const decodeAndTurn = ({ best, source }: Explained, { exif }: ImageFacts): Pick<Fed, 'decode' | 'turn'> => {
  const { turn, when } = best.setup;
  const decode = { ...usualDecode, ...source.fed.decode };
  if (turn === 'none' || when === undefined) return { decode };
  const upright = turnOfExif(exif);
  if (when === 'before-resize' && upright !== 'none') {
    if (turn === upright) return { decode: { ...decode, orientation: 'exif' } };
    if (turn === bothTurns(upright, upright))
      return { decode: { ...decode, orientation: 'exif' }, turn: { by: upright, when } };
  }
  return { decode, turn: { by: turn, when } };
};

const channelsOf = ({ related: { channels } }: Explained): Pick<Fed, 'channels' | 'order' | 'colour'> => {
  const { kind, order, relation } = channels;
  const count = relation.offset.length;
  const letters = order.map((c) => 'RGB'[c]).join('');
  if (kind === 'mixture') return mixtureOf(order, relation.mix, count);
  if (count === 1) return { channels: 'gray' };
  if (kind === 'gray') return { channels: 'RGB', order: 'gray' };
  if (count === 4) return { channels: letters.startsWith('BGR') ? 'BGR' : 'RGB', order: `${letters.slice(0, 3)}A` };
  if (letters === 'RGB' || letters === 'BGR') return { channels: letters };
  return { channels: 'RGB', order: letters };
};

/** A mixture as one of red, green and blue in this order, and the order of the tensor's channels. */
const mixtureOf = (order: readonly number[], mix: readonly number[], count: number) => {
  const rows = [0, 1, 2].map((c) => {
    const from = count === 1 ? 0 : order.indexOf(c);
    return mix.slice(3 * from, 3 * from + 3);
  });
  const colour = { kind: 'matrix', matrix: rows.flat(), offset: [0, 0, 0] } as const;
  const letters = order.map((c) => 'RGB'[c]).join('');
  if (count === 1) return { channels: 'gray' as const, colour };
  if (letters === 'RGB' || letters === 'BGR') return { channels: letters as 'RGB' | 'BGR', colour };
  return { channels: 'RGB' as const, order: letters, colour };
};

const toneOf = (tone: { gamma?: number; table: Float32Array }): Pick<Fed, 'gamma' | 'colour'> =>
  tone.gamma === undefined ? { colour: { kind: 'curve', table: [...tone.table] } } : { gamma: tone.gamma };

const storedAs = (dtype: Tensor['dtype']): Recipe['dtype'] =>
  dtype === 'float16' || dtype === 'uint8' || dtype === 'int8' ? dtype : 'float32';

const without = (fed: Partial<Fed>, key: keyof Fed): Partial<Fed> => {
  const { [key]: _, ...rest } = fed;
  return rest;
};
