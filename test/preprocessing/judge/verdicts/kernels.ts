/**
 * How far kernels are from each other by how much they shrink:
 *
 *   node --import jiti/register test/preprocessing/judge/verdicts/kernels.ts PICTURE ... [--shrinks 2,5,7]
 *
 * For each pair of twins: rms and greatest difference in u8 units over the pictures; for each kernel: the nearest of
 * another family.
 */
import { parseArgs } from 'node:util';
import { decode } from '../../../../src/preprocessing/decode/decode.ts';
import type { Pixels } from '../../../../src/preprocessing/pixels/pixels.ts';
import { resamplerOf, resamplers, twinsOf } from '../../../../src/preprocessing/resample/index.ts';
import type { KernelName } from '../../../../src/preprocessing/resample/resampler.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { shrinks: { type: 'string' } } });
const shrinks = (values.shrinks ?? '1.5,2.5,3.5,4.2,5,6,7,7.9,10,14').split(',').map(Number);
const kernels: KernelName[] = ['pillow/bilinear', 'pillow/bicubic', 'pillow/lanczos', 'opencv/linear', 'opencv/cubic'];
const how = { orientation: 'stored', icc: 'ignored', alpha: 'dropped', like: 'pillow' } as const;

const apart = (a: Pixels, b: Pixels): { rms: number; max: number } => {
  let [squares, max] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const difference = Math.abs((a.data[i] as number) - (b.data[i] as number));
    squares += difference * difference;
    if (difference > max) max = difference;
  }
  return { rms: Math.sqrt(squares / a.data.length), max };
};

const rows = new Map<string, { rms: number[]; max: number[] }>();
const add = (row: string, { rms, max }: { rms: number; max: number }): void => {
  const known = rows.get(row) ?? { rms: [], max: [] };
  rows.set(row, { rms: [...known.rms, rms], max: [...known.max, max] });
};
for (const picture of positionals) {
  const pixels = await decode(picture, how);
  for (const shrink of shrinks) {
    const [width, height] = [Math.trunc(pixels.width / shrink), Math.trunc(pixels.height / shrink)];
    const made = new Map<KernelName, Pixels>();
    const by = (name: KernelName): Pixels => {
      const known = made.get(name) ?? resamplerOf(name).resample(pixels, width, height);
      made.set(name, known);
      return known;
    };
    const at = `at ${String(shrink).padStart(4)}`;
    for (const kernel of kernels) {
      const twins = twinsOf(kernel);
      for (const twin of twins) add(`${kernel} ~ ${twin} ${at}`, apart(by(twin), by(kernel)));
      const strangers = resamplers.map(({ name }) => name).filter((name) => name !== kernel && !twins.includes(name));
      const nearest = strangers
        .map((name) => ({ name, ...apart(by(name), by(kernel)) }))
        .reduce((least, each) => (each.rms < least.rms ? each : least));
      add(`${kernel} ~ nearest stranger ${at}`, nearest);
    }
  }
}
const range = (list: readonly number[]): string => `${Math.min(...list).toFixed(2)} to ${Math.max(...list).toFixed(2)}`;
for (const [row, { rms, max }] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${row.padEnd(58)} rms ${range(rms).padEnd(14)} max ${range(max)}`);
