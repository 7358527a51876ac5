import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SnapshotMode } from '../../../src/golden/host/host.ts';
import { publishStaged, sidecarOf, stageGolden } from '../../../src/golden/store/stageGolden.ts';
import { disk } from '../../../src/golden/store/storage.ts';
import { checkSnapshot } from '../../../src/reference/golden/snapshot/checkSnapshot.ts';
import { arraysTrace } from '../../golden/store/arraysTrace.ts';
import { jestState } from '../../golden/store/jestState.ts';

let folder: string;
let snap: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exray-disk-'));
  snap = join(folder, 'a.test.ts.snap');
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = async (mode: SnapshotMode, scale = 1): Promise<string> => {
  const state = jestState(snap, mode);
  const { outcome } = await checkSnapshot(arraysTrace(scale), state.host('china'), {}, folder);
  state.save();
  return outcome;
};

/** The recorder as JavaScript, inside node_modules so that it finds what it imports. */
const built = fileURLToPath(new URL(`../../../node_modules/.cache/exray-records-${process.pid}`, import.meta.url));
beforeAll(() =>
  build({
    config: false,
    entry: { records: fileURLToPath(new URL('records.ts', import.meta.url)) },
    outDir: built,
    format: 'esm',
    platform: 'node',
    dts: false,
    fixedExtension: true,
    logLevel: 'silent',
  }),
);
afterAll(() => rmSync(built, { recursive: true }));

/** Starts the recorder: a process of its own, which can be killed, and whose files may have `limit` KiB. */
const recorder = (count: number, limit = 'unlimited') => {
  const node = `exec "${process.execPath}" "${join(built, 'records.mjs')}" "${snap}" ${count}`;
  return spawn('/bin/bash', ['-c', `ulimit -f ${limit}; ${node}`], { stdio: ['ignore', 'pipe', 'inherit'] });
};

test.skipIf(process.platform === 'win32')(
  'a process that is killed at any instant leaves the old golden or the new one, whole',
  async () => {
    await run('new');
    let kills = 0;
    for (const wait of [0, 2, 4, 7, 11, 16, 23, 32, 45, 61]) {
      const child = recorder(100_000);
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, wait));
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      kills++;
      const outcomes = [await run('none', 1), await run('none', 2)].sort();
      // The framework writes its .snap in place: where it was killed there, no entry is left, and CI says so.
      if (outcomes.join() !== 'missing,missing') expect(outcomes).toEqual(['differs', 'matched']);
      expect(['matched', 'lost']).toContain(await run('new', 1).then((one) => (one === 'differs' ? 'lost' : one)));
    }
    expect(kills).toBe(10);
    // Locks and staged files of the dead are in nobody's way.
    await run('all', 3);
    expect(await run('none', 3)).toBe('matched');
  },
);

test.skipIf(process.platform === 'win32')(
  'processes that accept goldens in the same folder at the same time leave one of them, whole',
  async () => {
    const others = jestState(snap, 'all');
    for (const name of ['a', 'b', 'c']) await checkSnapshot(arraysTrace(), others.host(name), {}, folder);
    others.save();
    const workers = [recorder(40), recorder(40), recorder(40)];
    await Promise.all(
      workers.map((worker) => {
        worker.stdout.resume();
        return new Promise((resolve) => worker.once('close', resolve));
      }),
    );
    const outcomes = [await run('none', 1), await run('none', 2)].sort();
    expect(outcomes).toEqual(['differs', 'matched']);
    const state = jestState(snap, 'none');
    // Frameworks write a .snap in place: who reads it meanwhile finds no entries, and saves it without them. CI says so.
    for (const name of ['a', 'b', 'c'])
      expect(['matched', 'missing']).toContain(
        (await checkSnapshot(arraysTrace(), state.host(name), {}, folder)).outcome,
      );
  },
);

test.skipIf(process.platform === 'win32')('a full disk is a clear error that changes nothing', async () => {
  await run('new', 3);
  const before = [readFileSync(snap, 'utf8'), ...readdirSync(join(folder, 'a.test.ts.layers'))];
  const child = recorder(1, '1');
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  expect(output).toMatch(
    /cannot write the golden \S+a\.test\.ts\.layers\/china-1-\w+\.golden\.safetensors\.\w+\.new\. The disk says: EFBIG: file too large, write\. Nothing was changed/,
  );
  expect([readFileSync(snap, 'utf8'), ...readdirSync(join(folder, 'a.test.ts.layers'))]).toEqual(before);
  expect(await run('none', 3)).toBe('matched');
});

test('a folder that may not be written is a clear error, and no text is handed to the framework', async () => {
  await run('new');
  const before = readFileSync(snap, 'utf8');
  rmSync(join(folder, 'a.test.ts.layers'), { recursive: true });
  writeFileSync(join(folder, 'a.test.ts.layers'), 'no folder');
  await expect(run('all', 2)).rejects.toMatchObject({ code: 'golden-write' });
  expect(readFileSync(snap, 'utf8')).toBe(before);
});

test('a disk that turns read-only between staging and publishing is an error, and the next run makes up for it', () => {
  const sidecar = sidecarOf('china 1', new Uint8Array(100));
  const no = (): never => {
    throw Object.assign(new Error('EROFS: read-only file system, rename'), { code: 'EROFS' });
  };
  stageGolden(snap, sidecar);
  writeFileSync(snap, `exray golden 1\nsidecar: ${sidecar.file}\nsha256: ${sidecar.sha256}\n`);
  expect(() => publishStaged(snap, sidecar, { ...disk, rename: no, write: no })).toThrow(
    /cannot write the golden .*read-only file system/,
  );
  expect(() => stageGolden(snap, sidecar, { ...disk, write: no })).toThrow(/Nothing was changed/);
  publishStaged(snap, sidecar);
  expect(readdirSync(join(folder, 'a.test.ts.layers'))).toEqual([sidecar.file]);
});

test('a sidecar that another worker swept away in between is written from memory', () => {
  const sidecar = sidecarOf(
    'china 1',
    Uint8Array.from({ length: 100 }, (_, at) => at),
  );
  stageGolden(snap, sidecar);
  rmSync(join(folder, 'a.test.ts.layers'), { recursive: true });
  writeFileSync(snap, `exray golden 1\nsidecar: ${sidecar.file}\nsha256: ${sidecar.sha256}\n`);
  publishStaged(snap, sidecar);
  expect(readFileSync(join(folder, 'a.test.ts.layers', sidecar.file))).toEqual(Buffer.from(sidecar.bytes));
});
