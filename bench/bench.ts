/**
 * Measures what exray costs, as ratios within one run.
 *
 *   npm run bench                  all cases
 *   npm run bench -- drift         these cases
 *   npm run bench -- --write       and writes the table into bench/README.md
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, type as system, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Case, Figure, Goal } from './case.ts';
import { cases } from './cases/index.ts';

const asked = process.argv.slice(2).filter((name) => !name.startsWith('--'));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const show = (value: number, unit: Goal['unit']): string =>
  unit === 'x' ? `${value.toFixed(2)}x` : `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`;

const line = ({ what }: Case, goal: Goal, figure: Figure): string =>
  `| ${what} | ${goal.what} | ${show(figure.value, goal.unit)} | <= ${show(goal.most, goal.unit).replace('.00', '').replace('.0 ', ' ')} | ${figure.detail} |`;

const lines: string[] = [];
for (const each of cases.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  say(`${each.what} ...`);
  try {
    const figures = await each.run();
    for (const [i, goal] of each.goals.entries()) {
      lines.push(line(each, goal, figures[i] as Figure));
      say(`  ${lines.at(-1)}`);
      if ((figures[i] as Figure).value > goal.most) process.exitCode = 1;
    }
  } catch (error) {
    say(`  could not be measured: ${error instanceof Error ? error.stack : error}`);
    process.exitCode = 1;
  }
}

const version = process.versions.node;
const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${system()} ${process.arch}, Node ${version}; load average ${(loadavg()[0] as number).toFixed(1)} at the end`;
const table = `${machine}\n\n| what | of | measured | goal | figures |\n| --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`;
say(`\n${table}`);
if (process.argv.includes('--write')) {
  const page = fileURLToPath(new URL('README.md', import.meta.url));
  const text = await readFile(page, 'utf8');
  await writeFile(page, text.replace(/(<!-- table -->\n)[\s\S]*(<!-- end -->)/, `$1\n${table}\n$2`));
}
