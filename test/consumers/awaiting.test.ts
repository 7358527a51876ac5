import { beforeAll, describe, expect, test } from 'vitest';
import { type Installation, install, jest, project, vitest } from './harness.ts';
import { current } from './installations.ts';
import { jestReport, type Outcome, outcomeOf, vitestReport } from './outcome.ts';

let at: Installation;
beforeAll(async () => {
  at = await install('current', current);
});

const passing = [
  'awaited and right',
  'clean after a forgotten one',
  'clean after a wrong one',
  'returned instead of awaited',
  'awaited together',
  'resolves',
  'not, of a wrong one',
  'concurrent > awaited',
  'concurrent > awaited later',
  'right in the second file',
];

const failing: [string, RegExp][] = [
  ['awaited and wrong', /result\.label is "dog", the reference has "cat"/],
  ['forgotten and right', /in ".*forgotten and right", toMatchReferenceResult was called and not awaited/],
  ['forgotten and wrong', /in ".*forgotten and wrong", .* not awaited.* It failed: result\.label is "dog"/],
  ['resolves and wrong', /result\.label is "dog"/],
  ['rejects', /was given an error \(model not found\)/],
  ['not, of a right one', /agree/],
  ['inside toEqual', /expect\.toMatchReferenceResult\(\) cannot stand inside toEqual/],
  ['a promise', /toMatchReferenceResult was given a promise.*const trace = await record/s],
  ['a promise that rejects', /was given a promise/],
  ['no trace', /was given an object that is no trace.*record/s],
  ['a wrong option', /there is no option tolerence\. Did you mean tolerance/],
  ['forgotten in the second file', /not awaited/],
];

const check = (outcome: Outcome) => {
  for (const name of passing) expect([name, outcome[name]]).toEqual([name, '']);
  for (const [name, message] of failing) expect(`${name}: ${outcome[name]}`).toMatch(message);
};

describe('an assertion that is not awaited fails its own test', () => {
  test.each([
    ['in Vitest', []],
    ['in Vitest, files sharing a worker', ['--no-isolate', '--maxWorkers=1']],
    ['in Vitest, vmThreads', ['--pool=vmThreads']],
  ])('%s', async (name, args) => {
    const folder = project(at, 'awaiting', {}, name.replace(/\W+/g, '-'));
    const run = await vitest(at, folder, [...vitestReport, ...args]);
    expect(run.code).toBe(1);
    const outcome = outcomeOf(folder);
    check(outcome);
    expect(outcome['concurrent > forgotten']).toMatch(/in "concurrent > forgotten", .* not awaited/);
    expect(outcome['soft, both listed']).toMatch(/result\.label is "dog".*---.*result\.score is 0\.9/s);
    expect(outcome['soft and forgotten']).toMatch(/not awaited/);
    expect(run.output).not.toMatch(/Unhandled/);
  });

  test('in Jest, test.concurrent at the end of the file', async () => {
    const folder = project(at, 'awaiting', {}, 'awaiting-jest');
    const run = await jest(at, folder, jestReport);
    expect(run.code).toBe(1);
    const outcome = outcomeOf(folder);
    check(outcome);
    expect(outcome['file awaiting.test.cjs']).toMatch(/in "concurrent forgotten", .* not awaited/);
  });

  test('the code frame shows the line of the assertion', async () => {
    const folder = project(at, 'awaiting', {}, 'awaiting-lines');
    const inVitest = await vitest(at, folder, ['-t', 'awaited and wrong']);
    expect(inVitest.output).toMatch(/❯ vitest\/awaiting\.test\.mjs:10:/);
    const inJest = await jest(at, folder, ['-t', 'awaited and wrong']);
    expect(inJest.output).toMatch(/> +\d+ \| +await expect\(traceOf\(wrong\)\)\.toMatchReferenceResult\(right\)/);
    const lost = await jest(at, folder, ['-t', 'forgotten and right']);
    expect(lost.output).toMatch(/> +\d+ \| +expect\(traceOf\(right\)\)\.toMatchReferenceResult\(right\)/);
  });
});
