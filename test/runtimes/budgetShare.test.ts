import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { budgetShare, whileCapturing } from '../../src/runtimes/budgetShare.ts';

let folder = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'budget-share-'));
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) vi.stubEnv(name, folder); // the marks of other tests are not ours
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  vi.unstubAllEnvs();
  fs.rmSync(folder, { recursive: true });
});

/** A process that captures; resolves with its share when it does. */
const worker = async (): Promise<{ child: ChildProcess; share: number }> => {
  const { NODE_OPTIONS, VITEST, ...env } = process.env;
  const file = fileURLToPath(new URL('budgetShare.child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'jiti/register', file], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  return { child, share: Number(String(said)) };
};

describe('the budget is shared by the workers of a machine', () => {
  it('while they capture, and only then', async () => {
    expect(budgetShare(1000)).toBe(1000);
    const one = await worker();
    const two = await worker();
    expect([one.share, two.share]).toEqual([1000, 500]);
    expect(budgetShare(1000)).toBeCloseTo(1000 / 3);
    two.child.stdin?.end();
    await once(two.child, 'exit');
    expect(budgetShare(1000)).toBe(500);
    one.child.kill('SIGKILL'); // it can't take its mark away
    await once(one.child, 'exit');
    expect(budgetShare(1000)).toBe(1000);
  });

  it('and this worker counts once, however many traces it reads at a time', async () => {
    const reads = [1, 2].map(() =>
      whileCapturing(async function* () {
        yield budgetShare(1000);
      }),
    );
    expect([(await reads[0]?.next())?.value, (await reads[1]?.next())?.value]).toEqual([1000, 1000]);
    for (const read of reads) await read.return(undefined);
    expect(fs.readdirSync(path.join(folder, fs.readdirSync(folder)[0] as string))).toEqual([]);
  });
});
