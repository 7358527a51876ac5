import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'external-weights-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

it('a model with 1 GB of external weights is recorded and replayed in bounded memory and disk', async () => {
  const child = fileURLToPath(new URL('externalWeights.child.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'jiti/register', child, folder], {
    maxBuffer: 2 ** 24,
  });
  const result = JSON.parse(stdout.trim().split('\n').at(-1) as string);
  expect(result).toMatchObject({
    deployed: { layers: 24, weights: 16, notes: [] },
    original: { layers: 24, weights: 16, notes: [] },
    pieces: 24,
    worstOwn: 0,
    temporary: 0,
  });
  // The runtime holds the weights once or, while it turns them around for its kernels, twice; exray's share is small.
  expect(result.peakRss).toBeLessThan(3.5 * 2 ** 30);
});
