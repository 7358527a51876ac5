import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sweepAbandoned, withPrivateFile } from '../../../src/runtimes/onnxruntime-node/privateFolder.ts';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'private-folder-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

const modeOf = (file: string): number => fs.statSync(file).mode & 0o777;

describe('a file that the runtime writes', () => {
  it.skipIf(process.platform === 'win32')('can be read by its user alone', () => {
    withPrivateFile('model.onnx', (file) => {
      fs.writeFileSync(file, 'weights');
      expect([modeOf(file), modeOf(path.dirname(file))]).toEqual([0o600, 0o700]);
    });
  });

  it('is gone at once, also where its use fails', () => {
    const folders: string[] = [];
    const use = (fail: boolean) =>
      withPrivateFile('model.onnx', (file) => {
        folders.push(path.dirname(file));
        if (fail) throw new Error('no room');
        return file;
      });
    use(false);
    expect(() => use(true)).toThrow('no room');
    expect(folders.map((folder) => fs.existsSync(folder))).toEqual([false, false]);
  });
});

describe('what a killed process left behind', () => {
  it('is removed after a while; what may still be in use, or is not exray’s, stays', () => {
    const { pid: gone } = spawnSync(process.execPath, ['--version']);
    const make = (name: string, seconds?: number): string => {
      const folder = path.join(root, name);
      fs.mkdirSync(folder);
      fs.writeFileSync(path.join(folder, 'optimized.onnx'), 'weights');
      if (seconds !== undefined) fs.utimesSync(folder, seconds, seconds);
      return name;
    };
    make(`exray-${gone}-aBc123`, 1);
    const kept = [
      make(`exray-${gone}-fresh1`),
      make(`exray-${process.pid}-aBc123`, 1),
      make('exray-consumers-0', 1),
      make(`other-${gone}-aBc123`, 1),
    ];
    sweepAbandoned(root);
    expect(fs.readdirSync(root).sort()).toEqual(kept.sort());
  });

  it('is no concern where the folder can’t be read', () => {
    expect(() => sweepAbandoned(path.join(root, 'none'))).not.toThrow();
  });
});
