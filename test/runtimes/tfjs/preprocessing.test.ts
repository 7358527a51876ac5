import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { recipes } from '../../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import { record } from '../../../src/record/record.ts';
import type { Tf, TfTensor } from '../../../src/runtimes/tfjs/tf.ts';
import { tfjsArtifacts } from '../../compare/tfjs/tfjsArtifacts.ts';
import { messageOf } from '../../matchers/registered.ts';
import { describeTfjsNode, loadTfjsNode } from './tfjsNode.ts';

const file = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
const image = file('photos/chelsea-301x227.jpg');
const SIZE = 64;

/** What tf.browser.fromPixels takes of a canvas, and in Node as plain data: four bytes for each pixel. */
interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Training: the whole photo resized, values from -1 to 1. */
const recipe = (kernel: Recipe['kernel']): Recipe => ({ ...recipes['tf/resize'], size: SIZE, kernel }) as Recipe;

/** The resizes that an app can write, and the kernel of training that each equals. */
const resizes: [how: string, resize: (tf: Tf, x: TfTensor) => TfTensor, kernel: Recipe['kernel']][] = [
  [
    'resizeBilinear as it is by default',
    (tf, x) => tf.image.resizeBilinear(x as never, [SIZE, SIZE]),
    'tf/bilinear-legacy',
  ],
  [
    'resizeBilinear with half-pixel centres',
    (tf, x) => tf.image.resizeBilinear(x as never, [SIZE, SIZE], false, true),
    'tf/bilinear',
  ],
  [
    'resizeBilinear with aligned corners',
    (tf, x) => tf.image.resizeBilinear(x as never, [SIZE, SIZE], true),
    'tf/bilinear-align-corners',
  ],
];

/** The app's predict: pixels of any source, resized, from -1 to 1. */
const predict = async (
  library: Tf,
  model: { predict(x: TfTensor): unknown },
  pixels: (tf: Tf) => TfTensor,
  resize: (tf: Tf, x: TfTensor) => TfTensor,
  values = (x: TfTensor): TfTensor => x.div(127.5).sub(1),
): Promise<void> => {
  const output = library.tidy(() => model.predict(values(resize(library, pixels(library))).expandDims()) as TfTensor);
  await output.data();
  output.dispose();
};

describe('what an app on tfjs feeds', () => {
  let model: tf.GraphModel;
  let photo: Pixels;
  const fromPixels = (library: Tf): TfTensor => library.browser.fromPixels(photo as never);

  beforeAll(async () => {
    await tf.setBackend('cpu');
    const artifacts = tfjsArtifacts(file('models/tfjs-graph-trunc'), file('models/effnet-lite0-trunc.onnx'));
    model = await tf.loadGraphModel({ load: async () => artifacts as never });
    const { data, info } = await sharp(image, { ignoreIcc: true })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    photo = { data, width: info.width, height: info.height };
  });

  test.each(resizes)('is what training fed: fromPixels and %s', async (_, resize, kernel) => {
    const trace = await record(() => predict(tf, model, fromPixels, resize), { image });
    expect(trace.inputs.images?.shape).toEqual([1, SIZE, SIZE, 3]);
    await expect(trace).toHavePreprocessing(recipe(kernel));
  });

  test('with the default of resizeBilinear is not what TensorFlow 2 resized', async () => {
    const trace = await record(() => predict(tf, model, fromPixels, resizes[0]?.[1] as never), { image });
    const message = await messageOf(expect(trace).toHavePreprocessing(recipe('tf/bilinear')));
    expect(message.split('\n')[0]).toBe(
      'the kernel is tf/bilinear-legacy, the recipe says tf/bilinear; everything else agrees',
    );
    expect(message).toMatch(/\nIt matters: output "features" drifts by 0\.\d+/);
    // sharp, which decodes, has no such kernel; tfjs has it.
    expect(message).toMatch(/\nFix, with @tensorflow\/tfjs /);
    expect(message).toMatch(
      /x = tf\.image\.resizeBilinear\(x, \[64, 64\], false, true\); \/\/ <- kernel, was tf\/bilinear-legacy/,
    );
  });

  test.each([
    ['values from 0 to 1', (x: TfTensor) => x.div(255), /^values are x \/ 255.*, the recipe says .*x \/ 127\.5 - 1/],
    [
      'channels turned round',
      (x: TfTensor) => x.reverse(-1).div(127.5).sub(1),
      /^channels are BGR, the recipe says RGB/,
    ],
  ])('with %s is named', async (_, values, says) => {
    const trace = await record(() => predict(tf, model, fromPixels, resizes[1]?.[1] as never, values), { image });
    const message = await messageOf(expect(trace).toHavePreprocessing(recipe('tf/bilinear')));
    expect(message).toMatch(says);
    expect(message).toMatch(/\nIt matters: .*features.* drifts by 0\.\d+/);
  });
});

describeTfjsNode('what an app on tfjs-node feeds', () => {
  const decodeImage = async (photo: string, resize: (typeof resizes)[number][1]) => {
    const library = loadTfjsNode();
    const artifacts = tfjsArtifacts(file('models/tfjs-graph-trunc'), file('models/effnet-lite0-trunc.onnx'));
    const model = await library.loadGraphModel({ load: async () => artifacts as never });
    const decoded = (): TfTensor => library.node.decodeImage(readFileSync(photo), 3);
    return record(() => predict(library, model, decoded, resize), { image: photo });
  };

  test.each(resizes)('is what training fed: decodeImage of a PNG and %s', async (_, resize, kernel) => {
    const trace = await decodeImage(file('photos/chelsea.png'), resize);
    expect(trace.inputs.images?.dtype).toBe('float32');
    await expect(trace).toHavePreprocessing(recipe(kernel));
  });

  test('of a JPEG is what another decoder makes of it', async () => {
    const trace = await decodeImage(image, resizes[1]?.[1] as never);
    await expect(trace).toHavePreprocessing(recipe('tf/bilinear'), { level: 'decoder' });
    const message = await messageOf(expect(trace).toHavePreprocessing(recipe('tf/bilinear')));
    expect(message).toMatch(/\nIt keeps level decoder: another JPEG decoder\./);
  });
});
