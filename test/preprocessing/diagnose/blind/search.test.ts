import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decode, imageFacts } from '../../../../src/preprocessing/decode/decode.ts';
import type { Found, SearchOptions } from '../../../../src/preprocessing/diagnose/blind/found.ts';
import { search } from '../../../../src/preprocessing/diagnose/blind/search.ts';
import type { Fed } from '../../../../src/preprocessing/diagnose/pipeline/fed.ts';
import { feed } from '../../../../src/preprocessing/diagnose/simulate/feed.ts';
import { recipes } from '../../../../src/preprocessing/presets/recipes.ts';
import type { Tensor } from '../../../../src/tensor/tensor.ts';
import { fedByLibrary, imagePath } from '../../expected.ts';

const photo = (name: string): string => fileURLToPath(new URL(`../../../../fixtures/photos/${name}`, import.meta.url));
const stored = { orientation: 'stored', icc: 'ignored', alpha: 'dropped', like: 'pillow' } as const;

const found = async (tensor: Tensor, image: string, options?: SearchOptions): Promise<Found> =>
  search(tensor, await decode(image, stored), await imageFacts(image), options);

const imagenet = { ...(recipes['torchvision/imagenet-v1'] as Fed), size: 112 };

/** What was found feeds what was fed: the largest difference in u8 units, over the elements that have something to do with the image. */
const farthest = async (tensor: Tensor, image: string, { fed }: Found): Promise<number> => {
  const again = await feed(image, fed as Fed);
  expect(again.shape).toEqual(tensor.shape);
  const { scale, std } = fed as Fed;
  const gain = Math.abs(scale / (typeof std === 'number' ? std : (std[0] as number)));
  const [a, b] = [again.data as Float32Array, tensor.data as Float32Array];
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number)) / gain), 0);
};

describe('a search that is given no recipe', () => {
  test.each([
    ['torchvision-v1', 'china_320x213'],
    ['timm-0.95', 'astronaut_256x256'],
    ['clip', 'chelsea_187x281'],
    ['keras-caffe', 'astronaut_256x256'],
    ['keras-tf-bilinear', 'flower_small_97x61'],
    ['slim-inception', 'china_320x213'],
    ['slim-vgg', 'china_320x213'],
    ['efficientnet-lite0', 'china_320x213'],
    ['cv-blob', 'rocket_icc_319x213'],
    ['yolo', 'coffee_exif6_240x160'],
    ['paddle-det', 'china_320x213'],
    ['tflite-i8', 'camera_gray_240x200'],
  ])('finds what %s does to %s', async (library, key) => {
    const tensor = (await fedByLibrary(library))[key] as Tensor;
    const answer = await found(tensor, imagePath(key));
    expect(answer.explained).toBe(true);
    expect(answer.residual.rms).toBeLessThan(0.02);
    expect(await farthest(tensor, imagePath(key), answer)).toBeLessThan(0.1);
  });

  const bugs: Record<string, Partial<Fed>> = {
    'sharp with its defaults': {
      sourceCrop: { kind: 'central-aspect', offset: 'ceil' },
      resize: { to: 'size' },
      kernel: 'sharp/lanczos3',
    },
    'blue for red, with the numbers of red': { channels: 'BGR' },
    'pixels that nobody divided by 255': { scale: 1 },
    'linear light': { gamma: 2.2 },
    'a crop nobody thought of': {
      sourceCrop: { kind: 'box', x: 61, y: 33, width: 301, height: 297 },
      resize: { to: 'size' },
    },
    'a mean and std nobody uses': { mean: [0.41, 0.52, 0.37], std: [0.31, 0.27, 0.22] },
    'an image turned on its side': { turn: { by: 'rotate-90', when: 'before-resize' } },
    'interleaved values under a planar shape': { reading: 'interleaved-as-planes' },
    'alpha left in': { reading: 'rgba-as-rgb', layout: 'NHWC' },
    'a tail that was never written': { memory: { kind: 'unwritten-tail', written: 26_000 } },
    'rows with room at their end': { layout: 'NHWC', memory: { kind: 'row-stride', extra: 48 } },
    'a pooled buffer without its offset': { layout: 'NHWC', memory: { kind: 'displaced', by: 312 } },
    'bytes taken for signed ones': { scale: 1, mean: 0, std: 1, memory: { kind: 'wrapped-int8' } },
    'the luma of another standard': { colour: { kind: '601-as-709' } },
    'video levels': { colour: { kind: 'limited-range' } },
    'quantized values': { dtype: 'int8', quantization: { scale: 0.0187, zeroPoint: -14 } },
  };

  test.each(Object.entries(bugs))('finds %s', async (_, keys) => {
    const fed: Fed = { ...imagenet, ...keys };
    if (keys.sourceCrop !== undefined) delete fed.crop;
    const tensor = await feed(photo('coffee.jpg'), fed);
    const answer = await found(tensor, photo('coffee.jpg'));
    expect(answer.explained).toBe(true);
    const { memory, reading, turn, gamma, channels, colour } = answer.fed as Fed;
    const wanted = { ...fed, memory: fed.memory?.kind };
    expect({ memory: memory?.kind, reading, turn, gamma, channels, colour }).toEqual({
      memory: wanted.memory,
      reading: wanted.reading,
      turn: wanted.turn,
      gamma: wanted.gamma,
      channels: wanted.channels,
      colour: wanted.colour,
    });
  });

  test('fits the numbers of a value map that has no name', async () => {
    const fed: Fed = { ...imagenet, mean: [0.41, 0.52, 0.37], std: [0.31, 0.27, 0.22] };
    const answer = await found(await feed(photo('chelsea.png'), fed), photo('chelsea.png'));
    const { scale, mean, std } = answer.fed as Fed;
    expect(scale).toBeCloseTo(1 / 255, 9);
    (mean as number[]).forEach((value, c) => {
      expect(value).toBeCloseTo((fed.mean as number[])[c] as number, 4);
    });
    (std as number[]).forEach((value, c) => {
      expect(value).toBeCloseTo((fed.std as number[])[c] as number, 4);
    });
  });

  test('cannot tell the channels of a gray image, and says so', async () => {
    const image = photo('camera-gray.png');
    const answer = await found(await feed(image, { ...imagenet, channels: 'BGR', mean: 0.5, std: 0.5 }), image);
    expect(answer.explained).toBe(true);
    expect(answer.notIdentifiable).toContainEqual({ step: 'channels', why: 'gray' });
  });

  test('says that a constant tensor shows nothing', async () => {
    const tensor: Tensor = {
      dtype: 'float32',
      shape: [1, 3, 112, 112],
      data: new Float32Array(3 * 112 * 112).fill(0.3),
    };
    const answer = await found(tensor, photo('coffee.jpg'));
    expect(answer.explained).toBe(false);
    expect(answer.notIdentifiable).toEqual([{ step: 'values', why: 'constant' }]);
  });

  test('names nothing for a tensor of another image', async () => {
    const tensor = await feed(photo('chelsea.png'), imagenet);
    const answer = await found(tensor, photo('coffee.jpg'));
    expect(answer.explained).toBe(false);
    expect(answer.fed).toBeUndefined();
    expect(answer.certain).toEqual({});
  });

  test('takes numbers that are none for what they replace', async () => {
    const tensor = await feed(photo('coffee.jpg'), imagenet);
    (tensor.data as Float32Array)[5000] = Number.NaN;
    const answer = await found(tensor, photo('coffee.jpg'));
    expect(answer.fed?.resize).toMatchObject({ to: 'short-side', side: 128 });
  });

  test('knows a tensor whose shape is no picture for none', async () => {
    const tensor: Tensor = { dtype: 'float32', shape: [1, 1000], data: new Float32Array(1000).map((_, i) => i) };
    const answer = await found(tensor, photo('coffee.jpg'));
    expect(answer).toMatchObject({ explained: false, certain: {} });
  });

  test('stops at its deadline with what it has, and says so', async () => {
    const tensor = await feed(photo('coffee.jpg'), imagenet);
    const answer = await found(tensor, photo('coffee.jpg'), { deadline: performance.now() - 1 });
    expect(answer.cutShort).toBe(true);
  });
});
