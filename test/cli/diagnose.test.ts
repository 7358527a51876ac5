import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preprocess } from '../../src/preprocessing/preprocess.ts';
import { recipes } from '../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../src/preprocessing/recipe/recipe.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

const diagnose = (...args: string[]) => {
  const command = ['--import', 'jiti/register', 'src/cli/main.ts', 'diagnose', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
};

/** A tensor as numpy.save writes it. */
const npy = ({ shape, data }: Tensor): Buffer => {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`);
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length % 256, header.length >> 8]);
  const { buffer, byteOffset, byteLength } = data as Float32Array;
  return Buffer.concat([head, header, Buffer.from(buffer, byteOffset, byteLength)]);
};

const photo = 'fixtures/photos/rocket.jpg';
let folder: string;
const at = (name: string): string => join(folder, name);
const write = async (name: string, recipe: Recipe): Promise<string> => {
  writeFileSync(at(name), npy(await preprocess(photo, recipe)));
  return at(name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exray-diagnose-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('without a recipe', () => {
  test('what was done is found, named and written as a recipe that makes the same tensor', async () => {
    const clip = { ...recipes['transformers/clip'], size: 112 };
    const fed = await write('clip.npy', clip);
    const { status, stdout, stderr } = diagnose('--tensor', fed, '--image', photo, '--out', at('recipe.json'));
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^The tensor is reproduced exactly\.\n/);
    expect(stdout).toMatch(/\n {2}geometry +\S.*shorter side of 112, then centre.*112x112\n/);
    expect(stdout).toMatch(/\n {2}kernel +pillow\/bicubic \(antialiased\)\n/);
    expect(stdout).toMatch(/\n {2}channels +RGB\n/);
    expect(stdout).toMatch(/\n {2}transformers\/clip \(CLIPImageProcessor/);
    expect(stdout).toMatch(/\nWritten: \S+recipe\.json\n$/);
    expect(status).toBe(0);
    const found: Recipe = JSON.parse(readFileSync(at('recipe.json'), 'utf8'));
    const [made, expected] = [await preprocess(photo, found), await preprocess(photo, clip)];
    const worst = (made.data as Float32Array).reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (expected.data[i] as number))),
      0,
    );
    // A level of 255 is 0.015 after CLIP's value map.
    expect(worst).toBeLessThan(0.03);
    expect(diagnose('--tensor', fed, '--image', photo, '--recipe', at('recipe.json')).status).toBe(0);
  });

  test('a trace of the ML team is enough', () => {
    const reference = 'examples/classifier/reference/china-torch.safetensors';
    const { status, stdout } = diagnose('--reference', reference, '--image', 'fixtures/photos/china.jpg');
    expect(stdout).toMatch(/\n {2}values +\(x - 127\) \/ 128, x being a pixel in 0\.\.255\n/);
    expect(stdout).toMatch(/\n {2}pillow\/efficientnet-lite0 \(/);
    expect(status).toBe(0);
  });

  test('what is not among the known ways is no recipe', async () => {
    const noise = Float32Array.from({ length: 3 * 4096 }, (_, i) => Math.sin(i * i * 0.7));
    writeFileSync(at('noise.npy'), npy({ dtype: 'float32', shape: [1, 3, 64, 64], data: noise }));
    const { status, stdout } = diagnose('--tensor', at('noise.npy'), '--image', photo, '--out', at('none.json'));
    expect(stdout).toMatch(/^This is not among the known ways to make a tensor of an image/);
    expect(stdout).toMatch(/Not written: \S+none\.json, for no recipe was found/);
    expect(status).toBe(1);
  });
});

describe('with a recipe', () => {
  test('right is 0, wrong is 1 with the message of the matcher', async () => {
    const fed = await write('vit.npy', { ...recipes['transformers/vit'], size: 64 });
    writeFileSync(at('vit.json'), JSON.stringify({ ...recipes['transformers/vit'], size: 64 }));
    writeFileSync(at('bgr.json'), JSON.stringify({ ...recipes['transformers/vit'], size: 64, channels: 'BGR' }));
    const right = diagnose('--tensor', fed, '--image', photo, '--recipe', at('vit.json'));
    expect(right).toMatchObject({ status: 0, stderr: '' });
    expect(right.stdout).toMatch(/^This is what transformers\/vit makes of the image, within level exact\./);
    const wrong = diagnose('--tensor', fed, '--image', photo, '--recipe', at('bgr.json'));
    expect(wrong.stdout).toMatch(/^channels are RGB, the recipe says BGR; everything else agrees\n/);
    expect(wrong.status).toBe(1);
  });
});

describe('what was not meant', () => {
  test.each([
    [['--image', photo], /exray diagnose: no tensor was given\. Give --tensor fed\.npy, or --reference/],
    [['--tensor', 'a.npy', '--reference', 'b.safetensors'], /two tensors were given\. Give --tensor or --reference/],
    [['--tensor', 'none.npy', '--image', photo], /none\.npy does not exist/],
    [['--tensor', 'package.json', '--image', photo], /package\.json is no file that a tensor is read from/],
    [['--tensr', 'none.npy'], /there is no option --tensr\. Did you mean --tensor\?/],
    [['--reference', 'fixtures/traces/china-torch.safetensors'], /no image was given\. Give --image photo\.jpg/],
    [
      ['--reference', 'fixtures/traces/china-torch.safetensors', '--image', 'none.jpg'],
      /The image none\.jpg is not there/,
    ],
    [
      ['--reference', 'fixtures/traces/china-torch.safetensors', '--image', photo, '--input', 'image'],
      /no input "image"\. Did you mean "images"\?/,
    ],
    [['--reference', 'fixtures/traces/china-torch.safetensors', '--image', photo, '--recipe', 'imagenet'], /imagenet/],
  ])('%j is 2', (args, words) => {
    const { status, stdout, stderr } = diagnose(...args);
    expect(stderr).toMatch(words);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
