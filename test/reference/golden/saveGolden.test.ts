import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeGolden } from '../../../src/golden/file/decodeGolden.ts';
import { judgeGolden } from '../../../src/golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../../src/golden/sketchTrace.ts';
import { saveGolden } from '../../../src/index.ts';
import { recordModel } from '../../../src/record/recordModel.ts';
import { loadTrace } from '../../../src/trace/loadTrace.ts';
import { photo } from '../../compare/models.ts';
import { scratchFolder } from '../../trace/traces.ts';

const torch = 'fixtures/traces/china-torch.safetensors';
const read = (path: string) => decodeGolden(readFileSync(path), path);

describe('saveGolden', () => {
  it('writes all that another team’s tests need, and returns it', async () => {
    const path = join(scratchFolder(), 'contract/china.golden.safetensors');
    const trace = await recordModel('fixtures/models/effnet-lite0-trunc-int8.onnx', photo('china.jpg') as never);
    const whole = { ...trace, image: 'fixtures/photos/china.jpg', result: { label: 'pagoda' } };
    const golden = await saveGolden(whole, path, {
      recipe: 'tf/efficientnet-lite0',
      reference: 'fixtures/models/effnet-lite0-trunc.onnx',
    });
    expect(read(path)).toEqual(golden);
    expect(golden.layers.filter(({ profile, inputNoise }) => profile && inputNoise).length).toBeGreaterThan(20);
    expect(golden).toMatchObject({
      model: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      image: [{ path: 'fixtures/photos/china.jpg' }],
      result: { label: 'pagoda' },
      recipe: { kernel: expect.any(String) },
    });
    expect(golden.outputs.every(({ value }) => value)).toBe(true);
    expect(judgeGolden(golden, await sketchTrace(trace)).verdict).toBe('match');
  });

  it('takes a trace that Python wrote, and a URL', async () => {
    const path = join(scratchFolder(), 'a.golden.safetensors');
    const golden = await saveGolden(await loadTrace(torch), pathToFileURL(path));
    expect(read(path)).toEqual(golden);
    expect(golden.layers).toHaveLength(32);
  });

  it('leaves one file, whole, also where there was one', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'a.golden.safetensors');
    writeFileSync(path, 'old');
    await saveGolden(await loadTrace(torch), path);
    expect(readdirSync(folder)).toEqual(['a.golden.safetensors']);
    const first = readFileSync(path);
    await saveGolden(await loadTrace(torch), path);
    expect(readFileSync(path).equals(first)).toBe(true);
  });

  it('leaves what there is where the disk refuses', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'a.golden.safetensors');
    // A folder with something in it cannot be replaced by a file, not even by root.
    mkdirSync(join(path, 'inside'), { recursive: true });
    await expect(saveGolden(await loadTrace(torch), path)).rejects.toMatchObject({
      code: 'golden-write',
      message: expect.stringMatching(
        /^exray: the golden .*a\.golden\.safetensors cannot be written\. The disk says: .*Nothing was changed/,
      ),
    });
    expect(readdirSync(folder)).toEqual(['a.golden.safetensors']);
    expect(existsSync(join(path, 'inside'))).toBe(true);
  });

  it('writes nothing where an option is wrong', async () => {
    const path = join(scratchFolder(), 'a.golden.safetensors');
    const trace = await loadTrace(torch);
    const fails = async (options: object, message: string) =>
      expect(saveGolden(trace, path, options)).rejects.toThrow(message);
    await fails({ output: 'raw' }, 'saveGolden: there is no option output. Did you mean outputs?');
    await fails({ outputs: 'all' }, "saveGolden: option outputs is \"all\". Expected 'raw' or 'sketch'.");
    await fails({ recipe: 'tf/eficientnet' }, 'there is no recipe');
    await fails({ reference: 'nowhere.onnx' }, 'the reference nowhere.onnx does not exist');
    await expect(saveGolden({ ...trace, result: new Map() }, path)).rejects.toMatchObject({ code: 'not-json' });
    await expect(saveGolden(trace, `${path}.json`)).rejects.toThrow('does not end in .safetensors. A golden is a file');
    await expect(saveGolden(path as never, trace as never)).rejects.toThrow('saveGolden: the path comes first');
    await expect(saveGolden(Promise.resolve(trace) as never, path)).rejects.toThrow('the first argument is a promise');
    expect(existsSync(path)).toBe(false);
  });

  it('leaves answers out where that is asked for', async () => {
    const golden = await saveGolden(await loadTrace(torch), join(scratchFolder(), 'a.safetensors'), {
      outputs: 'sketch',
    });
    expect(golden.outputs.some(({ value }) => value)).toBe(false);
  });
});
