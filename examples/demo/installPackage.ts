import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const project = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Puts the package into `examples/node_modules/exray` as npm would: packed from `dist`, unpacked, without a network. Its
 * dependencies are found in the project's own node_modules. The examples import `exray` from there.
 */
export const installPackage = async (): Promise<void> => {
  const target = fileURLToPath(new URL('../node_modules/exray', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'exray-package-'));
  try {
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: project,
      shell: process.platform === 'win32',
    });
    const [tarball] = (await readdir(folder)) as [string];
    await run('tar', ['-xzf', tarball], { cwd: folder });
    const fresh = `${target}.${process.pid}`;
    await mkdir(join(target, '..'), { recursive: true });
    await cp(join(folder, 'package'), fresh, { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(fresh, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
