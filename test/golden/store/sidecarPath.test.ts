import { basename, dirname, join, normalize } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isSidecarName,
  layersFolder,
  sidecarName,
  stagedFile,
  stagedName,
} from '../../../src/golden/store/sidecarPath.ts';

/** Names that file systems and shells stumble over. */
const awkward = fc.constantFrom(
  ...['../../x', '..', '.', '/', '\\', 'C:\\x', 'CON', 'con:', 'aux.txt', 'LPT1', 'a\u0000b', 'a\nb', '  ', '-', '-rf'],
  ...['\u{1f9ec}', '\ud83c', 'é', 'e\u0301', 'ß', 'İ', 'x'.repeat(400), '%2e%2e%2f', '`x`', '"', "'", '*?<>|', '$HOME'],
);
const key = fc.oneof(
  awkward,
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.tuple(awkward, fc.string()).map((parts) => parts.join('')),
);

test('no key leaves the folder or makes a name that a file system refuses', () => {
  fc.assert(
    fc.property(key, (text) => {
      const name = sidecarName(text);
      expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,60}\.golden\.safetensors$/);
      expect(isSidecarName(name)).toBe(true);
      expect(dirname(normalize(join('folder', name)))).toBe('folder');
    }),
    { numRuns: 2000, seed: 11 },
  );
});

test('two keys never share a name, also where only case, an accent or the end tells them apart', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(sidecarName(a).toLowerCase() === sidecarName(b).toLowerCase()).toBe(a === b);
    }),
    { numRuns: 2000, seed: 12 },
  );
  const names = ['case 1', 'Case 1', 'e\u0301 1', 'é 1', `${'x'.repeat(400)} 1`, `${'x'.repeat(400)} 2`].map(
    sidecarName,
  );
  expect(new Set(names).size).toBe(names.length);
});

test('a name is readable: china-1 for "china 1"', () => {
  expect(sidecarName('china 1')).toMatch(/^china-1-[0-9a-f]{12}\.golden\.safetensors$/);
  expect(sidecarName('\u{1f9ec} 1')).toMatch(/^1-[0-9a-f]{12}\./);
  expect(sidecarName('../../x > CON: 1')).toMatch(/^x-con-1-/);
});

test('sidecars lie beside their .snap, whatever its extension', () => {
  expect(layersFolder(join('a', '__snapshots__', 'x.test.ts.snap'))).toBe(
    join('a', '__snapshots__', 'x.test.ts.layers'),
  );
  expect(basename(layersFolder('x.test.ts.shot'))).toBe('x.test.ts.shot.layers');
});

test('a staged name tells its sidecar and hash, and is no sidecar itself', () => {
  const [name, sha] = [sidecarName('china 1'), 'ab'.repeat(32)];
  expect(stagedFile(stagedName(name, sha))).toEqual({ sidecar: name, sha16: 'abababababababab' });
  expect(isSidecarName(stagedName(name, sha))).toBe(false);
  expect(stagedFile(name)).toBeUndefined();
});
