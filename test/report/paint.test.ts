import { afterEach, expect, test, vi } from 'vitest';
import { highlighted } from '../../src/report/paint.ts';

afterEach(() => vi.unstubAllEnvs());

const under = (env: Record<string, string>, isTerminal: boolean): boolean => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM'])
    vi.stubEnv(name, env[name] ?? (name === 'TERM' ? 'xterm' : ''));
  const before = process.stdout.isTTY;
  process.stdout.isTTY = isTerminal;
  try {
    return highlighted('line') !== 'line';
  } finally {
    process.stdout.isTTY = before;
  }
};

test('colours are for terminals only, and obey NO_COLOR and FORCE_COLOR', () => {
  expect(under({}, true)).toBe(true);
  expect(under({}, false)).toBe(false);
  expect(under({ NO_COLOR: '1' }, true)).toBe(false);
  expect(under({ FORCE_COLOR: '1' }, false)).toBe(true);
  expect(under({ FORCE_COLOR: '0' }, true)).toBe(false);
  expect(under({ TERM: 'dumb' }, true)).toBe(false);
  expect(under({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
});
