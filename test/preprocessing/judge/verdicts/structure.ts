/**
 * How much of what is left follows from the picture, for noise and for small wrong steps:
 *
 *   node --import jiti/register test/preprocessing/judge/verdicts/structure.ts PICTURE ...
 *
 * The diagnosis takes for noise what lies below a threshold (src/preprocessing/diagnose/simulate/noise.ts).
 */
import { basename } from 'node:path';
import { decode } from '../../../../src/preprocessing/decode/decode.ts';
import { isNoise, structureOf } from '../../../../src/preprocessing/diagnose/simulate/noise.ts';
import { residualOf } from '../../../../src/preprocessing/diagnose/simulate/residual.ts';
import type { TypedArray } from '../../../../src/tensor/tensor.ts';
import { feedsOf, verdictRecipes } from './feeds.ts';

const rows = new Map<string, { structure: number[]; noise: number; of: number; worst: string[] }>();
const add = (row: string, structure: number, rms: number, label: string): void => {
  const known = rows.get(row) ?? { structure: [], noise: 0, of: 0, worst: [] };
  const isTaken = isNoise(rms, structure);
  const isNoiseRow = /JPEG|noise/.test(row);
  rows.set(row, {
    structure: [...known.structure, structure],
    noise: known.noise + Number(isTaken),
    of: known.of + 1,
    worst:
      isTaken === isNoiseRow
        ? known.worst
        : [...known.worst, `${label} ${structure.toFixed(2)} (rms ${rms.toFixed(1)})`],
  });
};

for (const picture of process.argv.slice(2)) {
  for (const [name, { recipe }] of Object.entries(verdictRecipes)) {
    await decode(picture, recipe.decode);
    const feeds = await feedsOf(picture, name);
    const right = await feeds[0]?.make();
    if (right === undefined) continue;
    for (const feed of feeds) {
      if (feed.kind !== 'different' || /crop|brighter/.test(feed.name)) continue;
      const fed = await feed.make();
      const [, ...sides] = right.shape as [number, number, number, number];
      const [height, width] = recipe.layout === 'NCHW' ? [sides[1], sides[2]] : [sides[0], sides[1]];
      const size = { width: width as number, height: height as number };
      const [is, wanted] = [fed.data as Exclude<TypedArray, BigInt64Array>, right.data as Float32Array];
      const { rms } = residualOf(is as Float32Array, wanted, recipe, size);
      // What differs by less is a twin, by more is no noise at all.
      if (rms < 0.6 || rms > 4) continue;
      const structure = structureOf(is as Float32Array, wanted, recipe, size);
      add(
        /JPEG/.test(feed.name) ? feed.name : feed.name.startsWith('blur') ? 'blur .5' : 'another kernel',
        structure,
        rms,
        `${basename(picture)}, ${name}, ${feed.name}`,
      );
    }
  }
}
for (const [row, { structure, noise, of, worst }] of rows) {
  const sorted = structure.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.round(share * (sorted.length - 1))] as number).toFixed(2);
  console.log(
    `${row.padEnd(16)} ${of} of .6 to 4 u8: structure ${at(0)}, 5 % ${at(0.05)}, median ${at(0.5)}, 95 % ${at(0.95)}, ${at(1)}; taken for noise ${noise}`,
  );
  for (const each of worst) console.log(`    ${each}`);
}
