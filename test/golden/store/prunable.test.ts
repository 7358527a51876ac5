import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { headLines } from '../../../src/golden/entry/entryHead.ts';
import { prunable, prune } from '../../../src/golden/store/prunable.ts';
import { sidecarName, stagedName } from '../../../src/golden/store/sidecarPath.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'exray-prune-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const sha256 = 'ab'.repeat(32);
const write = (path: string, text = '') => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const entry = (key: string) =>
  `exports[\`${key}\`] = \`\n${headLines({ file: sidecarName(key), sha256 }).join('\n')}\n\`;\n\n`;
/** A test file with goldens. */
const golden = (folder: string, file: string, keys: string[], others = '') => {
  write(`${folder}/${file}`);
  write(`${folder}/__snapshots__/${file}.snap`, keys.map(entry).join('') + others);
  for (const key of keys) write(`${folder}/__snapshots__/${file}.layers/${sidecarName(key)}`);
};
const found = () => prunable(root).map(({ why, folder, files }) => [why, relative(root, folder), files.length]);
const all = () => (readdirSync(root, { recursive: true }) as string[]).sort();

test('goldens of tests that are there are kept', () => {
  golden('a', 'x.test.ts', ['one 1', 'two 1']);
  golden('node_modules/b', 'y.test.ts', ['one 1']);
  rmSync(join(root, 'node_modules/b/y.test.ts'));
  const before = all();
  prune(prunable(root));
  expect(found()).toEqual([]);
  expect(all()).toEqual(before);
});

test('a sidecar without an entry is found, and what others put into the folder is not', () => {
  golden('a', 'x.test.ts', ['one 1']);
  const folder = 'a/__snapshots__/x.test.ts.layers';
  write(`${folder}/${sidecarName('gone 1')}`);
  write(`${folder}/README.md`);
  write('a/photo.layers/picture.png');
  expect(found()).toEqual([['no-entry', folder, 1]]);
  prune(prunable(root));
  expect(readdirSync(join(root, folder)).sort()).toEqual(['README.md', sidecarName('one 1')].sort());
});

test('what a killed run staged is found after an hour, unless an entry names it', () => {
  golden('a', 'x.test.ts', ['one 1']);
  const folder = 'a/__snapshots__/x.test.ts.layers';
  const [named, other] = [stagedName(sidecarName('one 1'), sha256), stagedName(sidecarName('one 1'), 'cd'.repeat(32))];
  for (const name of [named, other]) write(`${folder}/${name}`);
  expect(found()).toEqual([]);
  for (const name of [named, other]) utimesSync(join(root, folder, name), 0, 0);
  expect(prunable(root)).toMatchObject([{ why: 'no-entry', files: [other] }]);
});

test('goldens of a test file that is gone go with their .snap, but for one that holds other snapshots', () => {
  golden('a', 'x.test.ts', ['one 1']);
  golden('a', 'y.test.ts', ['one 1'], 'exports[`plain 1`] = `1`;\n');
  rmSync(join(root, 'a/x.test.ts'));
  rmSync(join(root, 'a/y.test.ts'));
  expect(found().map(([why]) => why)).toEqual(['no-test', 'no-test']);
  prune(prunable(root));
  expect(all()).toEqual(['a', 'a/__snapshots__', 'a/__snapshots__/y.test.ts.snap']);
});

test('a .snap that is gone leaves goldens to be pruned', () => {
  golden('a', 'x.test.ts', ['one 1']);
  rmSync(join(root, 'a/__snapshots__/x.test.ts.snap'));
  expect(found()).toEqual([['no-snap', 'a/__snapshots__/x.test.ts.layers', 1]]);
});

test('snapshots that are resolved to another folder are left alone', () => {
  golden('snapshots', 'x.test.ts', ['one 1']);
  rmSync(join(root, 'snapshots/x.test.ts'));
  write('src/x.test.ts');
  expect(found()).toEqual([]);
  // A file of that name which has its own .snap is another test.
  golden('src', 'x.test.ts', ['one 1']);
  expect(found()).toEqual([['no-test', 'snapshots/__snapshots__/x.test.ts.layers', 1]]);
});
