import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const command = ['--import', 'jiti/register', 'src/cli/main.ts'];
const exray = (...args: string[]): string =>
  execFileSync(process.execPath, [...command, ...args], { encoding: 'utf8' });

describe('npx exray', () => {
  it('prints the Python file as it is', () => {
    expect(exray('python')).toBe(readFileSync('python/exray_trace.py', 'utf8'));
  });

  it('lists its commands', () => {
    const help = exray('--help');
    expect(help).toContain('USAGE');
    expect(help).toContain('python');
    expect(help).toContain('Print exray_trace.py, which writes reference traces in Python');
  });

  it('knows its version', () => {
    expect(exray('--version').trim()).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  });

  it('fails on a command that it does not have', () => {
    const { status, stderr } = spawnSync(process.execPath, [...command, 'pythn'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('Unknown command');
    expect(stderr).toContain('pythn');
  });
});
