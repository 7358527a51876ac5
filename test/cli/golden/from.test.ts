import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeGolden } from '../../../src/golden/file/decodeGolden.ts';
import { scratchFolder } from '../../trace/traces.ts';

const torch = 'fixtures/traces/china-torch.safetensors';
const exray = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'jiti/register', 'src/cli/main.ts', 'golden', ...args], {
    encoding: 'utf8',
  });

describe('npx exray golden from', () => {
  it('makes a golden of a trace that Python wrote, and says what it holds', () => {
    const path = join(scratchFolder(), 'contract/china.golden.safetensors');
    const { stdout, stderr, status } = exray('from', torch, '--out', path, '--recipe', 'tf/efficientnet-lite0');
    expect([stderr, status]).toEqual(['', 0]);
    const bytes = readFileSync(path);
    expect(stdout).toBe(`${path}: 32 layers, ${(bytes.length / 1024).toFixed(1)} KiB\n`);
    const golden = decodeGolden(bytes, path);
    expect(golden.layers).toHaveLength(32);
    expect(golden.recipe).toBeDefined();
  });

  it.each([
    [['from', '--out', 'x.safetensors'], 'no trace was given. Give the path of one'],
    [['from', torch], 'nothing says where the golden goes. Give --out contract/china.golden.safetensors'],
    [['from', torch, '--ot', 'x'], 'there is no option --ot. Did you mean --out?'],
    [['from', 'nowhere.safetensors', '--out', 'x.safetensors'], 'nowhere.safetensors does not exist'],
    [['from', 'fixtures/models/tiny-mlp.onnx', '--out', 'x.safetensors'], 'is no file of tensors that exray knows'],
    [['from', torch, '--out', 'x.golden'], 'does not end in .safetensors'],
    [['from', torch, '--out', 'x.safetensors', '--recipe', 'nothing'], 'there is no recipe "nothing"'],
  ])('fails and writes nothing: %j', (args, message) => {
    const { stdout, stderr, status } = exray(...args);
    expect([stdout, status]).toEqual(['', 2]);
    expect(stderr).toContain(message);
    expect(existsSync('x.safetensors') || existsSync('x.golden')).toBe(false);
  });
});
