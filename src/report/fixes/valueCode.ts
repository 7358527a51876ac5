import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { scaled, shared } from './expressions.ts';
import { type CodeLine, line } from './fix.ts';
import type { GeometryCode } from './geometryCode.ts';

/** How a picture's values are read: the name of the array and how many channels each pixel has there. */
interface Source {
  pixels: string;
  stride: 3 | 4;
}

const arrays = { float32: 'Float32Array', uint8: 'Uint8Array', int8: 'Int8Array', float16: 'Uint16Array' } as const;

/** Bytes of pixels -> `data` and `dims`: channel order, value map, layout, element type, in one loop. */
export function valueCode(recipe: Recipe, { size }: GeometryCode, { pixels, stride }: Source): CodeLine[] {
  const { channels, layout, dtype } = recipe;
  const isGray = channels === 'gray';
  const count = isGray ? 1 : 3;
  const [width, height] = [size.width, size.height].map((side) => (/^[\w.]+$/.test(side) ? side : `(${side})`));
  const dims =
    layout === 'NCHW' ? `[1, ${count}, ${size.height}, ${size.width}]` : `[1, ${size.height}, ${size.width}, ${count}]`;
  const pixel = isGray
    ? `Math.round(0.299 * ${pixels}[i * ${stride}] + 0.587 * ${pixels}[i * ${stride} + 1] + 0.114 * ${pixels}[i * ${stride} + 2])`
    : `${pixels}[i * ${stride} + ${channels === 'BGR' ? '2 - c' : 'c'}]`;
  const map = mapped(pixel, recipe);
  const place = isGray ? 'i' : layout === 'NCHW' ? 'c * n + i' : 'i * 3 + c';
  return [
    ...constants(recipe).map((text) => line(text)),
    line(`const n = ${width} * ${height};`),
    line(`const data = new ${arrays[dtype]}(${isGray ? 'n' : '3 * n'});`, 'dtype', 'memory'),
    line('for (let i = 0; i < n; i++)'),
    ...(isGray ? [] : [line('  for (let c = 0; c < 3; c++)')]),
    line(`${isGray ? '  ' : '    '}data[${place}] = ${stored(map, recipe)};`, 'channels', 'values', 'layout'),
    line(`const dims = ${dims};`),
  ];
}

/** The declarations of what differs per channel. */
export function constants({ mean, std }: Recipe): string[] {
  const list = (values: number | readonly number[]) => `[${(values as readonly number[]).join(', ')}]`;
  const [perMean, perStd] = [shared(mean) === undefined, shared(std) === undefined];
  if (perMean && perStd) return [`const [mean, std] = [${list(mean)}, ${list(std)}];`];
  if (perMean) return [`const mean = ${list(mean)};`];
  return perStd ? [`const std = ${list(std)};`] : [];
}

/** `(p / 255 - mean[c]) / std[c]`, without what changes nothing. */
function mapped(pixel: string, { gamma, scale, mean, std }: Recipe): string {
  const lit = gamma === undefined || gamma === 1 ? pixel : `255 * (${pixel} / 255) ** ${gamma}`;
  const inner = scaled(lit, scale);
  const [offset, spread] = [shared(mean), shared(std)];
  const moved =
    offset === 0
      ? inner
      : `${inner} ${Number(offset) < 0 ? '+' : '-'} ${offset === undefined ? 'mean[c]' : Math.abs(offset)}`;
  if (spread === 1) return moved;
  return `${offset === 0 ? moved : `(${moved})`} / ${spread ?? 'std[c]'}`;
}

/** A value as the array holds it. */
function stored(value: string, { dtype, quantization }: Recipe): string {
  if (dtype !== 'uint8' && dtype !== 'int8') return value;
  const { scale = 1, zeroPoint = 0 } = quantization ?? {};
  const steps = scale === 1 ? value : `${/^[\w.[\] *+]+$/.test(value) ? value : `(${value})`} / ${scale}`;
  const whole =
    zeroPoint === 0
      ? `Math.round(${steps})`
      : `Math.round(${steps}) ${zeroPoint < 0 ? '-' : '+'} ${Math.abs(zeroPoint)}`;
  const [least, most] = dtype === 'uint8' ? [0, 255] : [-128, 127];
  return `Math.min(Math.max(${whole}, ${least}), ${most})`;
}
