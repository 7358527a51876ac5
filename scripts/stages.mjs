/**
 * What `npm test` runs, in this order: quick answers first.
 *
 * `command` stages pass or fail as one; `vitest` stages count their tests.
 * `full` stages run in CI only: they need Python, old versions of peers, or more minutes than a developer has.
 *
 * A stage that takes longer than `minutes` is stopped and counts as failed.
 *
 * @typedef {{ name: string, title: string, minutes: number, command?: string[], vitest?: string[], quick?: boolean,
 *   full?: boolean }} Stage
 * @type {Stage[]}
 */
export const stages = [
  {
    name: 'lint',
    title: 'format and lint',
    minutes: 1,
    command: ['biome', 'ci', '--error-on-warnings', ...(process.stdout.isTTY ? [] : ['--colors=off']), '.'],
    quick: true,
  },
  { name: 'types', title: 'types', minutes: 2, command: ['tsc', '-p', '.'], quick: true },
  { name: 'unused', title: 'unused code', minutes: 2, command: ['knip'], quick: true },
  { name: 'unit', title: 'unit tests', minutes: 16, vitest: ['--project', 'unit'] },
  { name: 'build', title: 'build', minutes: 2, command: ['tsdown', '--log-level', 'warn'] },
  { name: 'packaging', title: 'the package', minutes: 5, vitest: ['--project', 'packaging'] },
  { name: 'product', title: 'demo and documentation', minutes: 12, vitest: ['--project', 'product'] },
  { name: 'consumers', title: 'projects that use the package', minutes: 12, vitest: ['--project', 'consumers'] },
  { name: 'full', title: 'everything that takes long', minutes: 25, vitest: ['--project', 'full'], full: true },
];
