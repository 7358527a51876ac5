import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { preprocess } from '../../src/preprocessing/preprocess.ts';
import { recipes } from '../../src/preprocessing/presets/recipes.ts';
import type { Recipe } from '../../src/preprocessing/recipe/recipe.ts';
import { record } from '../../src/record/record.ts';
import { loadTrace } from '../../src/trace/loadTrace.ts';
import { saveTrace } from '../../src/trace/saveTrace.ts';
import { messageOf } from './registered.ts';

const photo = (name: string): string => fileURLToPath(new URL(`../../fixtures/photos/${name}`, import.meta.url));
// Small: quick to shrink.
const [cat, rocket] = [photo('chelsea-301x227.jpg'), photo('rocket.jpg')];
const MODEL = '../../fixtures/models/effnet-lite0-trunc.onnx';
const model = fileURLToPath(new URL(MODEL, import.meta.url));
const recipe = { ...recipes['pillow/efficientnet-lite0'], size: 64 } as Recipe;

/** The app: sharp's cubic kernel is a twin of Pillow's bicubic. */
const pixels = async (image: string): Promise<Uint8Array> => {
  const opened = sharp(image, { ignoreIcc: true });
  const { width, height } = await opened.metadata();
  const side = Math.floor(0.875 * Math.min(width, height));
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  return opened
    .extract({ left, top, width: side, height: side })
    .pipelineColourspace('srgb')
    .resize(64, 64, { kernel: 'cubic', fit: 'fill' })
    .raw()
    .toBuffer();
};
const planes = (bytes: Uint8Array, order = [0, 1, 2]): Float32Array =>
  Float32Array.from({ length: 3 * 4096 }, (_, i) => {
    const [channel, at] = [Math.floor(i / 4096), i % 4096];
    return ((bytes[at * 3 + (order[channel] as number)] as number) - 127) / 128;
  });

let session: InferenceSession;
const run = async (data: Float32Array, shape = [1, 3, 64, 64]) =>
  session.run({ images: new OrtTensor('float32', data, shape) });
const traceOf = (image: string, order?: number[]) =>
  record(async () => run(planes(await pixels(image), order)).then(() => 'done'), { image });

let folder: string;
beforeAll(async () => {
  session = await InferenceSession.create(model);
  folder = await mkdtemp(join(tmpdir(), 'exray-preprocessing-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a trace', () => {
  test('of an app that does what the recipe says, with another library', async () => {
    await expect(await traceOf(cat)).toHavePreprocessing(recipe);
    const message = await messageOf(expect(await traceOf(cat)).not.toHavePreprocessing(recipe));
    expect(message).toMatch(/^expected the preprocessing not to be pillow\/efficientnet-lite0, but it is/);
  });

  test('of an app that feeds BGR: named, with its fix, its pictures and what it does to the output', async () => {
    const trace = await traceOf(cat, [2, 1, 0]);
    const error = await expect(trace)
      .toHavePreprocessing(recipe)
      .then(undefined, (reason: Error) => reason);
    const message = (error as Error).message;
    expect(message.split('\n')[0]).toBe('channels are BGR, the recipe says RGB; everything else agrees');
    expect(message).toMatch(/\nIt matters: .*features.* drifts by 0\.\d+\./);
    expect(message).toMatch(/\nFix, with sharp /);
    const pictures = /Pictures: (\S+-saw\.png), (\S+-should-have-seen\.png) and (\S+-difference\.png)/.exec(message);
    for (const path of pictures?.slice(1) ?? ['none']) expect(existsSync(path), path).toBe(true);
    const kept = await loadTrace(/Kept: ([^\s;]+)/.exec(message)?.[1] as string);
    expect(kept.image).toBe('fixtures/photos/chelsea-301x227.jpg');
    expect(kept.inputs.images?.data).toEqual(trace.inputs.images?.data);
    expect(message.split('\n').length).toBeLessThanOrEqual(30);
    await expect(trace).not.toHavePreprocessing(recipe);
  });

  test('that was saved is judged later by the same photo', async () => {
    const path = join(folder, 'bgr.safetensors');
    await saveTrace(await traceOf(cat, [2, 1, 0]), path);
    const loaded = await loadTrace(path);
    expect(await messageOf(expect(loaded).toHavePreprocessing(recipe))).toMatch(
      /^channels are BGR, the recipe says RGB/,
    );
    const other = await messageOf(expect(loaded).toHavePreprocessing(recipe, { image: rocket }));
    expect(other).toMatch(/The image given in the test is not the one that the trace was recorded with\./);
  });

  test('with a deviation that is allowed by name', async () => {
    const trace = await traceOf(cat, [2, 1, 0]);
    await expect(trace).toHavePreprocessing(recipe, { allow: { channels: 'the model was trained on BGR' } });
  });
});

describe('a trace of a batch', () => {
  test('is judged image by image, each with what it does to its own output', async () => {
    const [large, image] = ['pillow/efficientnet-lite0', [rocket, photo('china.jpg')]];
    const right = await Promise.all(image.map((each) => preprocess(each, large)));
    const data = Float32Array.from(right.flatMap((tensor) => Array.from(tensor.data as Float32Array)));
    // The first image as BGR: its first and last plane change places.
    const plane = 224 * 224;
    const red = data.slice(0, plane);
    data.copyWithin(0, 2 * plane, 3 * plane).set(red, 2 * plane);
    const classifier = await InferenceSession.create(
      fileURLToPath(new URL('../../fixtures/models/effnet-lite0.onnx', import.meta.url)),
    );
    const feeds = { images: new OrtTensor('float32', data, [2, 3, 224, 224]) };
    const trace = await record(() => classifier.run(feeds).then(() => 'done'), { image });
    const message = await messageOf(expect(trace).toHavePreprocessing(large));
    expect(message).toMatch(/^image 1 of the 2 in the batch:\nchannels are BGR, the recipe says RGB/);
    // 540 is a drilling platform, 657 a missile.
    expect(message).toMatch(/It matters: top-1 is class 540 \(.*\), with the recipe's tensor class 657 /);
  });
});

describe('a test that passes', () => {
  test('says once what its image cannot show, and what it allows without need', async () => {
    const said: string[] = [];
    const warn = vi.spyOn(console, 'warn').mockImplementation((text: string) => void said.push(text));
    const gray = await preprocess(photo('camera-gray.png'), recipe);
    const image = photo('camera-gray.png');
    for (let i = 0; i < 2; i++) await expect(gray).toHavePreprocessing(recipe, { image });
    expect(said).toEqual([
      'exray: fixtures/photos/camera-gray.png: this image cannot tell RGB from BGR: it is gray; add one that does',
    ]);
    await expect(gray).toHavePreprocessing(recipe, { image, allow: { kernel: 'we use sharp' } });
    expect(said.slice(1)).toEqual([
      'exray: fixtures/photos/camera-gray.png: kernel is allowed to differ (we use sharp), but does not: leave it out of allow',
    ]);
    warn.mockRestore();
  });
});

describe('a tensor', () => {
  test('of onnxruntime, of tfjs and plain data', async () => {
    const { data, shape } = await preprocess(cat, recipe);
    const values = data as Float32Array;
    await expect(new OrtTensor('float32', values, shape)).toHavePreprocessing(recipe, { image: cat });
    await expect({ dtype: 'float32', shape, data: async () => values }).toHavePreprocessing(recipe, { image: cat });
    await expect({ data: values, shape }).toHavePreprocessing(recipe, { image: readFileSync(cat) });
    const reversed = { data: planes(await pixels(cat), [2, 1, 0]), shape };
    expect(await messageOf(expect(reversed).toHavePreprocessing(recipe, { image: cat }))).toMatch(/^channels are BGR/);
  });

  test('that holds NaN is wrong for that', async () => {
    const { data, shape } = await preprocess(cat, recipe);
    const fed = { data: (data as Float32Array).slice().fill(Number.NaN, 0, 500), shape };
    expect(await messageOf(expect(fed).toHavePreprocessing(recipe, { image: cat }))).toMatch(
      /^what was fed holds 500 values that are NaN or infinite, so it is not what pillow\/efficientnet-lite0 makes of/,
    );
  });

  test('of another size than the recipe makes is wrong for that', async () => {
    const small = await preprocess(cat, { ...recipe, size: 48 });
    const message = await messageOf(expect(small).toHavePreprocessing(recipe, { image: cat }));
    expect(message.split('\n')[0]).toBe(
      'the picture is resized to 48x48; the recipe says resized to 64x64; everything else agrees',
    );
    expect(message).toMatch(/\nWhat was fed has another size than what the recipe makes/);
  });

  test('of a batch: which of its images is wrong', async () => {
    const image = [cat, rocket, photo('coffee.jpg')];
    const right = await Promise.all(image.map((each) => preprocess(each, recipe)));
    const data = Float32Array.from(right.flatMap((tensor) => Array.from(tensor.data as Float32Array)));
    await expect({ data, shape: [3, 3, 64, 64] }).toHavePreprocessing(recipe, { image });
    data.set(planes(await pixels(rocket), [2, 1, 0]), 3 * 4096);
    const message = await messageOf(expect({ data, shape: [3, 3, 64, 64] }).toHavePreprocessing(recipe, { image }));
    expect(message).toMatch(/^image 2 of the 3 in the batch:\nchannels are BGR/);
  });
});

describe('a reference pipeline: a recipe and a model', () => {
  test('agrees where the app does the same', async () => {
    const trace = await traceOf(cat);
    await expect(trace).toMatchReference(MODEL, { recipe });
    const message = await messageOf(expect(trace).not.toMatchReference(MODEL, { recipe }));
    expect(message).toMatch(/^expected preprocessing or layers not to match, but all of them do/);
  });

  test('names wrong preprocessing before any layer', async () => {
    const message = await messageOf(expect(await traceOf(cat, [2, 1, 0])).toMatchReference(MODEL, { recipe }));
    expect(message).toMatch(/^channels are BGR/);
    expect(message).toMatch(/\nNot judged, for this comes first: layers\.\n/);
  });

  test('cannot run a trace out of a file again, and says so', async () => {
    const path = join(folder, 'right.safetensors');
    await saveTrace(await traceOf(cat), path);
    const message = await messageOf(expect(await loadTrace(path)).not.toMatchReference(MODEL, { recipe, image: cat }));
    expect(message).toMatch(/\nLayers were compared on what the app fed, not on what the recipe makes\./);
  });
});

describe('what was not meant', () => {
  test('is told', async () => {
    const trace = await traceOf(cat);
    for (const [given, name, options, words] of [
      [trace, recipe, { levle: 'exact' }, /toHavePreprocessing: there is no option levle\. Did you mean level\?/],
      [trace, recipe, { level: 'strict' }, /option level is "strict"\. Expected 'exact', 'rounding', 'library' or/],
      [trace, recipe, { allow: { kernel: true } }, /option allow\.kernel is true\. Expected the reason, in words/],
      [trace, recipe, { input: 'image' }, /The model has no input "image"\. Did you mean "images"\?/],
      [
        trace,
        recipe,
        { image: 'none.jpg' },
        /The image none\.jpg is not there\. Looked for test\/matchers\/none\.jpg and/,
      ],
      [{ ...trace, image: undefined }, recipe, {}, /There is no image to judge the preprocessing by/],
      [trace, 'imagenet', {}, /imagenet/],
      [trace, { size: 224 }, {}, /recipe/],
      [new Float32Array(12), recipe, {}, /was given a Float32Array\. Its values alone do not say how they lie/],
      [{ label: 'cat' }, recipe, {}, /It needs a trace, a tensor of onnxruntime or tfjs, or \{ data, shape \}/],
      [[trace, trace], recipe, {}, /takes one trace and was given 2/],
      [{ data: new Float32Array(12), shape: [1, 3, 2, 2] }, recipe, { image: cat, input: 'x' }, /no inputs to choose/],
      [
        { data: new Float32Array(12), shape: [12] },
        recipe,
        { image: cat },
        /Preprocessing: the tensor \[12\] holds no image/,
      ],
    ] as const)
      expect(await messageOf(expect(given).toHavePreprocessing(name as never, options as never))).toMatch(words);
    expect(await messageOf(expect(trace).toMatchReference(MODEL, { image: cat }))).toMatch(
      /toMatchReference: option image is given without a recipe/,
    );
  });
});
