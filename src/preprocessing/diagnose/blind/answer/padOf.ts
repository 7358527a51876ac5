import type { Pad } from '../../../recipe/recipe.ts';
import type { Confirmed } from '../explain/confirm.ts';
import type { Related } from '../explain/refit.ts';
import { planeOf } from '../picture/planes.ts';
import type { Values } from '../values/nameValues.ts';

/** How far from a whole (or half) level a fill may be read. */
const near = 0.3;

/** What fills the bars of a letterbox: a colour before the value map, or a value after it. */
export const padOf = (pad: Pad, { setup, plan }: Confirmed, { channels, tone }: Related, values: Values): Pad => {
  const { picture, written } = setup;
  const at = [
    [0, 0],
    [picture.width - 1, 0],
    [0, picture.height - 1],
    [picture.width - 1, picture.height - 1],
  ].find(
    ([x, y]) =>
      isOutside(x as number, y as number, plan.pad, picture) &&
      written.every(
        ({ left, top, right, bottom }) =>
          (x as number) >= left && (x as number) < right && (y as number) >= top && (y as number) < bottom,
      ),
  ) as [number, number] | undefined;
  if (at === undefined) return pad;
  const fed = Array.from(
    { length: picture.channels },
    (_, c) => planeOf(picture, c)[at[1] * picture.width + at[0]] as number,
  );
  const levels = fed.map((value, c) => levelOf(value, c, values, tone?.table));
  const isLevel = levels.every(
    (level) => Math.abs(level * 2 - Math.round(level * 2)) < 2 * near && level > -near && level < 255 + near,
  );
  const isHalf = levels.every((level) => Math.abs(level - 127.5) < near);
  if (fed.every((value) => value === 0) && (isHalf || !isLevel)) return { ...pad, fill: 0, when: 'after-values' };
  if (!isLevel) return { ...pad, fill: single(fed), when: 'after-values' };
  const rgb: number[] = [0, 0, 0];
  levels.forEach((level, c) => {
    rgb[channels.kind === 'gray' ? c : (channels.order[c] ?? c)] = isHalf ? 127.5 : Math.round(level);
  });
  return { ...pad, fill: single(levels.length < 3 ? [rgb[0] as number] : rgb), when: 'before-values' };
};

const isOutside = (
  x: number,
  y: number,
  { left, top, right, bottom }: { left: number; top: number; right: number; bottom: number },
  { width, height }: { width: number; height: number },
): boolean => x < left || y < top || x >= width - right || y >= height - bottom;

/** The level that a fed value was before the value map and the curve. */
const levelOf = (value: number, channel: number, { scale, mean, std }: Values, tone?: Float32Array): number => {
  const of = (v: number | readonly number[]): number => (typeof v === 'number' ? v : (v[channel] as number));
  const level = (value * of(std) + of(mean)) / scale;
  if (tone === undefined) return level;
  let nearest = 0;
  for (let i = 0; i < 256; i++)
    if (Math.abs((tone[i] as number) - level) < Math.abs((tone[nearest] as number) - level)) nearest = i;
  return nearest;
};

const single = (values: readonly number[]): Pad['fill'] => {
  const first = values[0] as number;
  return values.every((value) => value === first) ? first : (values.slice(0, 3) as [number, number, number]);
};
