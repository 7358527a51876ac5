import { existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  entriesOf,
  frameworks,
  type GoldenProject,
  goldenProject,
  inTerminal,
  jest29,
  recordedElsewhere,
  sidecarsOf,
  terminal,
  vitest3,
} from './goldenProject.ts';
import { runNode } from './harness.ts';

/** `exray` in a project. */
const exray = ({ at, folder }: GoldenProject, args: string[], env: Record<string, string> = {}) =>
  runNode(at, folder, join(at.folder, 'node_modules/exray/dist/cli.mjs'), args, { env });

/** Tests run in their order: each goes on with what the one before left in the project. */
describe.each(frameworks)('golden layers under $name', (framework) => {
  const isVitest = framework.folder === 'vitest';
  let project: GoldenProject;
  let snap: string;
  beforeAll(async () => {
    project = await goldenProject(framework, 'lifecycle');
    snap = project.snapFile('lifecycle');
  });

  test('the first run writes each entry and its sidecar', async () => {
    for (const name of ['lifecycle', 'retry', 'concurrent', 'refused']) project.addTests(name);
    if (isVitest) project.addTests('soft');
    const { output, outcome } = await project.run();
    const refused = ['not', 'no trace', 'a wrong option', 'inside toEqual', 'forgotten'];
    expect(failuresOf(outcome).sort(), output).toEqual([...refused].sort());
    expect(outcome.not).toMatch(/toMatchLayerSnapshot cannot be used with \.not: a snapshot has no opposite\./);
    expect(outcome['no trace']).toMatch(/It needs a trace: what record\(\) returned/);
    expect(outcome['a wrong option']).toMatch(/there is no option tolerence\. Did you mean tolerance\?/);
    expect(outcome['inside toEqual']).toMatch(/cannot stand inside toEqual and the like/);
    expect(outcome.forgotten).toMatch(/toMatchLayerSnapshot was called and not awaited/);

    const entries = entriesOf(project.folder, snap);
    expect(entries.size).toBe(22);
    expect([...entries.values()].sort()).toEqual(sidecarsOf(project.folder, snap));
    expect([...entries.values()].every((file) => /^[a-z0-9-]{1,61}\.golden\.safetensors$/.test(file))).toBe(true);
    const text = readFileSync(join(project.folder, snap), 'utf8');
    expect(text).toMatch(/\nlayer +op +shape +dtype +min +max +mean +rms +NaN\nimage +input +1x3x16x16 +float32 /);
    expect(text).not.toContain(project.folder);
    // The golden of the first try is nobody's any more.
    expect(sidecarsOf(project.folder, project.snapFile('retry'))).toHaveLength(2);
    expect(entriesOf(project.folder, project.snapFile('concurrent')).size).toBe(3);
  });

  test('in CI the same passes, and a golden that is missing fails with the way out: nothing is written', async () => {
    project.remove('refused');
    project.addTests('missing');
    const before = project.files();
    const { outcome } = await project.run([], { CI: 'true' });
    expect(failuresOf(outcome)).toEqual(['not recorded yet']);
    expect(outcome['not recorded yet']).toMatch(
      /There is no golden "not recorded yet 1", and none was written: the test runner writes no snapshots in CI\.\nRun this test file once without CI, or with -u, and commit \w+\/__snapshots__\/missing\.test\.[cm]js\.snap with the folder missing\.test\.[cm]js\.layers beside it\./,
    );
    expect(project.files()).toEqual(before);
    project.remove('missing');
  });

  test('a model within tolerance passes and rewrites nothing, also with -u', async () => {
    project.setModel(1 + 2e-6);
    const before = project.files();
    const { outcome } = await project.run(['lifecycle', '-u']);
    expect(failuresOf(outcome)).toEqual([]);
    expect(project.files()).toEqual(before);
  });

  test('another model fails, names its layer, and writes nothing; an entry without a test is obsolete', async () => {
    project.setModel(1.01);
    const before = project.files();
    const { output, outcome } = await project.run([], { DROP: '1', FAIL: '1', SKIP: '1' });
    expect(outcome['one golden']).toMatch(/features\/conv2 .*diverges|features\/conv2/);
    expect(outcome['one golden']).toMatch(/Golden: "one golden 1" in \w+\/__snapshots__\/lifecycle/);
    expect(outcome['one golden']).toMatch(/If this change is wanted: run this test file with -u/);
    expect(outcome['fails before its golden']).toMatch(/the model cannot be loaded/);
    // Beside a failed call, Vitest calls the test's later plain snapshot obsolete, too.
    expect(output).toMatch(isVitest ? /2 obsolete[\s\S]*dropped later 1/ : /1 snapshot obsolete[\s\S]*dropped later 1/);
    if (isVitest) expect(outcome.soft?.match(/Golden: "soft [12]"/g)).toHaveLength(2);
    else expect(outcome['several calls']?.match(/Golden: "several calls [123]"/g)).toHaveLength(3);
    expect(project.files()).toEqual(before);
  });

  test('-u accepts it, removes the obsolete entry with its sidecar, and keeps those of tests that failed or were skipped', async () => {
    const before = project.files();
    const { output, outcome } = await project.run(['-u'], { DROP: '1', FAIL: '1', SKIP: '1' });
    expect(failuresOf(outcome)).toEqual(['fails before its golden']);
    expect(output).toMatch(/1 (snapshot )?removed/);
    const after = project.files();
    const gone = Object.keys(before).filter((path) => after[path] === undefined);
    expect(gone).toEqual([expect.stringContaining('/dropped-later-1-')]);
    const kept = Object.keys(after).filter((path) => after[path] === before[path]);
    expect(kept).toEqual([
      expect.stringContaining('/fails-before-its-golden-1-'),
      expect.stringContaining('/skipped-later-1-'),
    ]);
    expect([...entriesOf(project.folder, snap).values()].sort()).toEqual(sidecarsOf(project.folder, snap));
  });

  test('-u of some tests leaves the others alone, and a test that is back is new', async () => {
    const before = project.files();
    await project.run(['-t', 'fails before its golden|dropped later|skipped later', '-u']);
    const changed = Object.entries(project.files()).flatMap(([path, sha]) => (before[path] === sha ? [] : [path]));
    expect(changed.sort()).toEqual([
      expect.stringContaining('/dropped-later-1-'),
      expect.stringContaining('/fails-before-its-golden-1-'),
      expect.stringMatching(/lifecycle\.test\.[cm]js\.snap$/),
      expect.stringContaining('/skipped-later-1-'),
      expect.stringMatching(/retry\.test\.[cm]js\.snap$/),
    ]);
  });

  test('a sidecar that is missing, truncated, of another entry or a pointer, and an edited entry are errors that -u cures', async () => {
    const sidecar = (start: string) =>
      join(
        project.folder,
        snap.replace(/\.snap$/, '.layers'),
        sidecarsOf(project.folder, snap).find((file) => file.startsWith(start)) as string,
      );
    const path = join(project.folder, snap);
    rmSync(sidecar('one-golden'));
    truncateSync(sidecar('a-hint-and-options-1'), 1000);
    writeFileSync(sidecar('several-calls-1'), readFileSync(sidecar('several-calls-2')));
    writeFileSync(
      sidecar('resolves'),
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 4096\n`,
    );
    const text = readFileSync(path, 'utf8');
    const withoutEntry = text.replace(/exports\[`beside plain snapshots 2`\] = `[^`]*`;\n\n/, '');
    const edited = withoutEntry.replace(/(exports\[`dropped later 1`\] = `[^`]*\nscores .*) {2}0\n/, '$1  7\n');
    expect([withoutEntry === text, edited === withoutEntry]).toEqual([false, false]);
    writeFileSync(
      path,
      edited.replace(
        /^sidecar: each-1-1-.*$/m,
        `sidecar: ${sidecarsOf(project.folder, snap).find((file) => file.startsWith('each-2-1'))}`,
      ),
    );

    const { outcome } = await project.run(['lifecycle']);
    expect(outcome['one golden']).toMatch(
      /the sidecar of this golden is missing: \S+one-golden-1-\w+\.golden\.safetensors/,
    );
    expect(outcome['a hint and options']).toMatch(/is not the sidecar that its entry names.*it was truncated, swapped/);
    expect(outcome['several calls']).toMatch(/is not the sidecar that its entry names/);
    expect(outcome.resolves).toMatch(/is a Git LFS pointer, not the golden itself/);
    expect(outcome['dropped later']).toMatch(
      /the entry "dropped later 1" does not say what its sidecar holds\. Line \d+ is "scores/,
    );
    expect(outcome['each 1']).toMatch(/names the sidecar of another one, each-2-1-/);
    // Its entry is lost and its sidecar is not: it is judged by that, and the entry is written again.
    expect(outcome['beside plain snapshots']).toBe('');
    expect(readFileSync(path, 'utf8')).toContain('exports[`beside plain snapshots 2`]');

    // -u would leave the pointer of Git LFS alone.
    rmSync(sidecar('resolves'));
    expect(failuresOf((await project.run(['lifecycle', '-u'])).outcome)).toEqual([]);
    expect([...entriesOf(project.folder, snap).values()].sort()).toEqual(sidecarsOf(project.folder, snap));
  });

  test('sidecars follow a snapshot folder that was moved, and two projects share what they share', async () => {
    const extension = isVitest ? 'mjs' : 'cjs';
    const moved = await project.run(['--config', `${framework.folder}.moved.config.${extension}`]);
    expect(failuresOf(moved.outcome)).toEqual([]);
    const movedSnap = `moved/lifecycle.test.${extension}.snap`;
    expect(entriesOf(project.folder, movedSnap).size).toBe(22);
    expect(sidecarsOf(project.folder, movedSnap)).toHaveLength(22);
    for (const gone of ['moved', snap, snap.replace(/\.snap$/, '.layers')])
      rmSync(join(project.folder, gone), { recursive: true });
    await project.run(['--config', `${framework.folder}.projects.config.${extension}`]);
    expect([...entriesOf(project.folder, snap).values()].sort()).toEqual(sidecarsOf(project.folder, snap));
    const before = project.files();
    const shard = ['--config', `${framework.folder}.projects.config.${extension}`, '--shard=1/2', '-u'];
    expect(failuresOf((await project.run(shard)).outcome)).toEqual([]);
    expect(project.files()).toEqual(before);
  });

  test('goldens of a renamed test file are listed and removed by exray prune', async () => {
    expect(await exray(project, ['prune', '--check'])).toMatchObject({ code: 0 });
    renameSync(join(project.folder, project.testFile('concurrent')), join(project.folder, project.testFile('renamed')));
    const before = project.files();
    const check = await exray(project, ['prune', '--check']);
    expect(check.code).toBe(1);
    expect(check.output).toMatch(/concurrent\.test\.[cm]js\.layers/);
    expect(project.files()).toEqual(before);
    expect(await exray(project, ['prune'])).toMatchObject({ code: 0 });
    expect(Object.keys(project.files()).filter((path) => path.includes('concurrent'))).toEqual([]);
    expect(await exray(project, ['prune', '--check'])).toMatchObject({ code: 0 });
  });

  describe('made elsewhere', () => {
    const command = () => [
      project.at.node,
      join(project.at.folder, 'node_modules', isVitest ? 'vitest/vitest.mjs' : 'jest/bin/jest.js'),
    ];

    test('passes within wider tolerances, and one line of the log says so', async () => {
      project.setModel();
      project.addTests('elsewhere');
      snap = project.snapFile('elsewhere');
      await project.run(['elsewhere']);
      recordedElsewhere(project.folder, snap);
      const before = project.files();
      const { output, outcome } = await project.run(['elsewhere', '-u'], {});
      expect(failuresOf(outcome)).toEqual([]);
      expect(output).toContain(
        'exray: 1 of 1 golden in this test file was made elsewhere (version 1.2.3 -> 1.30.0) and judged with wider tolerances; to record them here: npx exray golden refresh',
      );
      expect(project.files()).toEqual(before);
    });

    test('exray golden refresh records passing ones anew, no failing one, and no other snapshot', async () => {
      const refresh = (env: Record<string, string>) =>
        exray(project, ['golden', 'refresh', '--', ...command(), ...(isVitest ? ['run'] : []), 'elsewhere'], env);
      const before = project.files();
      project.setModel(1.01);
      expect((await refresh({ PLAIN: 'other' })).code).toBe(1);
      expect((await refresh({ CI: 'true' })).output).toMatch(/goldens are not refreshed in CI/);
      expect(project.files()).toEqual(before);
      project.setModel();
      const { code, output } = await refresh({ PLAIN: 'other' });
      expect(code, output).toBe(1);
      const text = readFileSync(join(project.folder, snap), 'utf8');
      expect(text).toMatch(/^runtime: onnxruntime-node 1\.30\.0, /m);
      expect(text).toContain('as before');
    });

    test.skipIf(!existsSync(terminal))('the key u of watch mode accepts a change', async () => {
      project.setModel(1.01);
      const before = project.files();
      const output = await inTerminal(
        [...command(), ...(isVitest ? ['watch'] : ['--watchAll']), 'elsewhere'],
        project.folder,
        [
          [isVitest ? /Watching for file changes/ : /Press u to update failing snapshots/, 'u'],
          [/1 (snapshot )?updated/, 'q'],
        ],
      );
      expect(output).toMatch(/1 (snapshot )?updated/);
      expect(project.files()).not.toEqual(before);
      const [, sha256] = /^sha256: (\w+)$/m.exec(readFileSync(join(project.folder, snap), 'utf8')) ?? [];
      expect(Object.values(project.files())).toContain(sha256);
    });
  });
});

test('under Vitest 3.2, which keeps snapshots otherwise, an error names the versions, and nothing is written', async () => {
  const project = await goldenProject(vitest3, 'older');
  project.addTests('missing');
  const { outcome } = await project.run();
  expect(outcome['not recorded yet']).toMatch(
    /does not know how this version of Vitest keeps snapshots\. It writes into the snapshot files of Vitest 4\.1 and 5 and of Jest 29\.7 and 30/,
  );
  expect(project.files()).toEqual({});
});

describe('golden layers under Jest 29.7', () => {
  test('work, too', async () => {
    const project = await goldenProject(jest29, 'older');
    for (const name of ['lifecycle', 'concurrent']) project.addTests(name);
    expect(failuresOf((await project.run()).outcome)).toEqual([]);
    const snap = project.snapFile('lifecycle');
    expect(entriesOf(project.folder, snap).size).toBe(22);
    expect([...entriesOf(project.folder, snap).values()].sort()).toEqual(sidecarsOf(project.folder, snap));
    const before = project.files();
    project.setModel(1.01);
    expect((await project.run(['lifecycle'])).outcome['one golden']).toMatch(/^.*features\/conv2 \(Conv\) diverges/m);
    expect(project.files()).toEqual(before);
    const { outcome } = await project.run(['-u'], { DROP: '1' });
    expect(failuresOf(outcome)).toEqual([]);
    expect(entriesOf(project.folder, snap).size).toBe(21);
    expect([...entriesOf(project.folder, snap).values()].sort()).toEqual(sidecarsOf(project.folder, snap));
  });
});

/** Names of what failed. */
const failuresOf = (outcome: Record<string, string>): string[] =>
  Object.entries(outcome).flatMap(([name, failure]) => (failure === '' || name.startsWith('file ') ? [] : [name]));
