import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SnapshotMode } from '../../../src/golden/host/host.ts';
import { type CheckedSnapshot, checkSnapshot } from '../../../src/reference/golden/snapshot/checkSnapshot.ts';
import { arraysTrace } from '../../golden/store/arraysTrace.ts';
import { jestState } from '../../golden/store/jestState.ts';

let folder: string;
let snap: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exray-snapshots-'));
  snap = join(folder, '__snapshots__', 'a.test.ts.snap');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One run of a test file with one golden. */
const run = async (mode: SnapshotMode, scale = 1, test = 'china'): Promise<CheckedSnapshot['outcome']> => {
  const state = jestState(snap, mode);
  const { outcome } = await checkSnapshot(arraysTrace(scale), state.host(test), {}, folder);
  state.save();
  return outcome;
};
const sidecars = () => readdirSync(join(folder, '__snapshots__/a.test.ts.layers'));
const sidecarPath = () => join(folder, '__snapshots__/a.test.ts.layers', sidecars()[0] as string);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'passed',
    (error) => error.code as string,
  );

test('thousands of changed entries are the golden, an error or a golden to be written anew: never another golden', async () => {
  await run('new');
  const text = readFileSync(snap, 'utf8');
  const start = text.indexOf('exray golden 1');
  const end = text.lastIndexOf('`;');
  const random = seeded(7);
  const seen: Record<string, number> = {};
  for (let i = 0; i < 2000; i++) {
    const changed = mutate(text, start, end, random);
    writeFileSync(snap, changed);
    const state = jestState(snap, 'none');
    // The model is another one: whatever became of the entry, this must not pass.
    const outcome = await codeOf(
      checkSnapshot(arraysTrace(1.01), state.host('china'), {}, folder).then((checked) => {
        if (!['differs', 'missing'].includes(checked.outcome)) throw new Error(`${checked.outcome}:\n${changed}`);
      }),
    );
    seen[outcome] = (seen[outcome] ?? 0) + 1;
    expect(sidecars()).toHaveLength(1);
  }
  const known = ['golden-entry', 'golden-newer', 'golden-sidecar', 'passed'];
  expect(Object.keys(seen).filter((outcome) => !known.includes(outcome))).toEqual([]);
  expect(seen['golden-entry']).toBeGreaterThan(1000);
});

test('thousands of changed sidecars are errors', async () => {
  await run('new');
  const bytes = readFileSync(sidecarPath());
  const random = seeded(8);
  for (let i = 0; i < 1000; i++) {
    const changed = Uint8Array.from(bytes);
    const at = Math.floor(random() * bytes.length);
    const kind = Math.floor(random() * 3);
    if (kind === 0) changed[at] = (changed[at] as number) ^ (1 << Math.floor(random() * 8));
    const written =
      kind === 1
        ? changed.subarray(0, at)
        : kind === 2
          ? Buffer.concat([changed, changed.subarray(0, at + 1)])
          : changed;
    writeFileSync(sidecarPath(), written);
    const state = jestState(snap, 'none');
    expect(await codeOf(checkSnapshot(arraysTrace(), state.host('china'), {}, folder))).toBe('golden-sidecar');
  }
});

test('a .snap that was cut off anywhere does not make another model pass as new', async () => {
  await run('new');
  const text = readFileSync(snap, 'utf8');
  for (let at = 0; at < text.length; at += 7) {
    writeFileSync(snap, text.slice(0, at));
    expect(['lost', 'differs']).toContain(await run('new', 1.01));
  }
  writeFileSync(snap, text.slice(0, 100));
  expect(await run('new')).toBe('matched');
  expect(readFileSync(snap, 'utf8')).toBe(text);
});

test('what was staged and not published, because the run was killed in between, is as good as published', async () => {
  await run('new');
  const old = readFileSync(sidecarPath());
  const name = sidecars()[0] as string;
  const state = jestState(snap, 'all');
  await checkSnapshot(arraysTrace(2), state.host('china'), {}, folder);
  const staged = sidecars().find((file) => file.endsWith('.new')) as string;
  // Killed before the framework saved: the old golden.
  expect(await codeOf(run('none'))).toBe('passed');
  expect(readFileSync(sidecarPath())).toEqual(old);
  // Killed after it saved and before the last step: the new one, and the next run makes up for the step.
  const bytes = readFileSync(join(folder, '__snapshots__/a.test.ts.layers', staged));
  state.save();
  writeFileSync(sidecarPath(), old);
  writeFileSync(join(folder, '__snapshots__/a.test.ts.layers', staged), bytes);
  expect(await run('none', 2)).toBe('matched');
  expect(sidecars()).toContain(staged);
  expect(await run('new', 2)).toBe('matched');
  expect(sidecars()).toEqual([name]);
  expect(readFileSync(sidecarPath())).toEqual(bytes);
});

test('two workers that save the same file leave one golden, whole, in every order of their steps', async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    await run('new');
    const states = [jestState(snap, 'all'), jestState(snap, 'all')];
    for (const [at, state] of states.entries())
      await checkSnapshot(arraysTrace(2 + at), state.host('china'), {}, folder);
    for (const at of order) states[at as number]?.save();
    expect(await run('none', 2 + (order[1] as number))).toBe('matched');
    expect(sidecars()).toHaveLength(1);
  }
});

test('a passing golden is recorded anew only where it was asked for, and never in CI', async () => {
  await run('new');
  const before = readFileSync(snap, 'utf8');
  expect(await run('all', 1 + 1e-6)).toBe('matched');
  expect(readFileSync(snap, 'utf8')).toBe(before);
  process.env.EXRAY_GOLDEN_REFRESH = '1';
  try {
    expect(await run('none', 1 + 1e-6)).toBe('matched');
    expect(readFileSync(snap, 'utf8')).toBe(before);
    expect(await run('new', 1.5)).toBe('differs');
    expect(readFileSync(snap, 'utf8')).toBe(before);
    expect(await run('new', 1 + 1e-6)).toBe('refreshed');
  } finally {
    delete process.env.EXRAY_GOLDEN_REFRESH;
  }
  expect(readFileSync(snap, 'utf8')).not.toBe(before);
  expect(sidecars()).toHaveLength(1);
  expect(await run('none', 1 + 1e-6)).toBe('matched');
});

test('-u records a broken golden again, but leaves what a checkout or a newer exray can read', async () => {
  await run('new');
  const [entry, bytes] = [readFileSync(snap, 'utf8'), readFileSync(sidecarPath())];
  writeFileSync(sidecarPath(), 'broken');
  expect(await codeOf(run('new'))).toBe('golden-sidecar');
  expect(await run('all')).toBe('written');
  expect(readFileSync(sidecarPath())).toEqual(bytes);
  writeFileSync(sidecarPath(), `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 4096\n`);
  expect(await codeOf(run('all'))).toBe('golden-lfs-pointer');
  writeFileSync(sidecarPath(), bytes);
  writeFileSync(snap, entry.replace('exray golden 1', 'exray golden 2'));
  expect(await codeOf(run('all'))).toBe('golden-newer');
});

test('a plain snapshot of the same name is no golden', async () => {
  await run('new');
  writeFileSync(
    snap,
    '// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[`china 1`] = `"plain"`;\n',
  );
  expect(await codeOf(run('new'))).toBe('golden-entry');
  expect(await run('all')).toBe('written');
});

test('a snapshot of the same name that was made meanwhile is an error, and nothing is handed over', async () => {
  const state = jestState(snap, 'new');
  const host = state.host('china');
  // Another snapshot of the test takes the number while the golden is completed.
  const peek = () => {
    const found = host.peek();
    host.skip();
    return found;
  };
  expect(await codeOf(checkSnapshot(arraysTrace(), { ...host, peek }, {}, folder))).toBe('golden-host');
  state.save();
  expect(existsSync(snap)).toBe(false);
});

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** One change between two places of a text: a character, a cut, a doubled or swapped line. */
function mutate(text: string, start: number, end: number, random: () => number): string {
  const pick = (most: number) => Math.floor(random() * most);
  const at = start + pick(end - start);
  const letters = ' 0123456789abcdefx.-\n:';
  const kind = pick(4);
  if (kind === 0) {
    const letter = letters[pick(letters.length)] as string;
    return text.slice(0, at) + (letter === text[at] ? '~' : letter) + text.slice(at + 1);
  }
  if (kind === 1) return text.slice(0, at) + text.slice(Math.min(end, at + 1 + pick(20)));
  const lines = text.slice(start, end).split('\n');
  const [one, other] = [pick(lines.length), pick(lines.length)];
  if (kind === 2) lines.splice(one, 0, lines[other] as string);
  else [lines[one], lines[other]] = [`${lines[other]}`, `${lines[one]} `];
  return text.slice(0, start) + lines.join('\n') + text.slice(end);
}

test('a call that nobody awaited, and that ends after its test file was saved, leaves no file', async () => {
  const state = jestState(snap, 'new');
  const host = state.host('china');
  state.save();
  expect(await codeOf(checkSnapshot(arraysTrace(1), host, {}, folder))).toBe('passed');
  expect(existsSync(join(folder, '__snapshots__/a.test.ts.layers'))).toBe(false);
});

test('layers of one value everywhere are told of where a golden is written, not where it matches', async () => {
  const check = async () => {
    const state = jestState(snap, 'new');
    const { outcome, constant } = await checkSnapshot(arraysTrace(0), state.host('china'), {}, folder);
    state.save();
    return [outcome, constant];
  };
  expect(await check()).toEqual(['written', ['second']]);
  expect(await check()).toEqual(['matched', undefined]);
});
