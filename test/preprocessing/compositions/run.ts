/**
 * How often the diagnosis is right, over seeded compositions:
 *
 *   node --import jiti/register test/preprocessing/compositions/run.ts [count] [--first SEED] [--seeds A,B] [--blind] [--benign] [--misses FILE]
 *
 * Seeds 0 to 999 are for development; figures that are reported come from 10000 on (`1000 --first 10000`).
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { diagnosePreprocessing } from '../../../src/preprocessing/diagnose/diagnosePreprocessing.ts';
import type { Step } from '../../../src/preprocessing/diagnose/pipeline/steps.ts';
import { STEPS } from '../../../src/preprocessing/diagnose/pipeline/steps.ts';
import { loadBases } from './bases.ts';
import { benignVariations, wronglyNamed } from './benign.ts';
import { compose } from './compose.ts';
import { score } from './score.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    first: { type: 'string' },
    seeds: { type: 'string' },
    blind: { type: 'boolean' },
    benign: { type: 'boolean' },
    misses: { type: 'string' },
  },
});
const first = Number(values.first ?? 0);
const seeds =
  values.seeds?.split(',').map(Number) ?? Array.from({ length: Number(positionals[0] ?? 100) }, (_, i) => first + i);
const isBlind = values.blind === true;

/** Long enough on a busy machine: how right it is, not how fast. */
const PATIENCE = 120_000;

const bases = await loadBases();
const table = new Map<Step | 'explained' | 'nothing invented', [right: number, of: number]>();
const add = (row: Step | 'explained' | 'nothing invented', isRight: boolean): void => {
  const [right, of] = table.get(row) ?? [0, 0];
  table.set(row, [right + (isRight ? 1 : 0), of + 1]);
};
const misses: string[] = [];
const times: number[] = [];
let right = 0;

const report = (done: number): string => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return [
    `right ${right} of ${done} (${((100 * right) / done).toFixed(1)} %), ${isBlind ? 'without a recipe' : 'with the recipe'}, seeds ${seeds[0]} to ${seeds[done - 1]}`,
    `CPU time of a diagnosis: median ${at(0.5)} ms, 90 % ${at(0.9)} ms, most ${at(1)} ms`,
    ...[...STEPS, 'explained' as const, 'nothing invented' as const].map((row) => {
      const [good, of] = table.get(row) ?? [0, 0];
      return `${row.padEnd(18)}${String(good).padStart(5)} of ${of}`;
    }),
    ...misses,
  ].join('\n');
};

if (values.benign) {
  const variations = benignVariations(bases);
  let silent = 0;
  for (const each of variations) {
    const deadline = performance.now() + PATIENCE;
    const diagnosis = await diagnosePreprocessing(each.tensor, each.photo, {
      ...(isBlind ? {} : { recipe: each.recipe }),
      deadline,
    });
    const named = wronglyNamed(each, diagnosis);
    if (named.length === 0) silent++;
    else console.log(`- ${each.label}: ${named.join('; ')} (rms ${diagnosis.residual.rms.toFixed(2)})`);
  }
  console.log(`no wrong step named on ${silent} of ${variations.length} benign variations`);
}

for (const [i, seed] of values.benign ? [] : seeds.entries()) {
  const composition = compose(bases, seed);
  const before = process.cpuUsage();
  let line: string;
  try {
    const diagnosis = await diagnosePreprocessing(composition.tensor, composition.photo, {
      ...(isBlind ? {} : { recipe: composition.recipe }),
      deadline: performance.now() + PATIENCE,
    });
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
    const result = await score(composition, diagnosis, isBlind);
    for (const step of STEPS) {
      const isRight = result.steps[step];
      if (isRight !== undefined && (isBlind || composition.injected.includes(step))) add(step, isRight);
    }
    add('explained', result.explained);
    add('nothing invented', result.invented.length === 0);
    if (result.right) right++;
    line = result.misses.join('\n      ');
  } catch (error) {
    line = `threw ${String(error).slice(0, 300)}`;
    add('explained', false);
  }
  if (line !== '') misses.push(`- ${composition.label}\n      ${line}`);
  if (values.misses && i % 10 === 9) writeFileSync(values.misses, report(i + 1));
}
if (!values.benign) console.log(report(seeds.length));
if (!values.benign && values.misses) writeFileSync(values.misses, report(seeds.length));
