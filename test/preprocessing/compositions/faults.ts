import type { Fed } from '../../../src/preprocessing/diagnose/pipeline/fed.ts';
import type { Step } from '../../../src/preprocessing/diagnose/pipeline/steps.ts';
import { perChannel } from '../../../src/preprocessing/recipe/perChannel.ts';
import type { Recipe } from '../../../src/preprocessing/recipe/recipe.ts';
import type { Random } from './random.ts';

/** A step done otherwise, as keys of the pipeline; nothing where this pipeline can't have it. */
type Fault = (fed: Fed, random: Random) => Partial<Fed> | undefined;

interface Numbers {
  scale: number;
  mean: number[];
  std: number[];
}

const numbersOf = (fed: Recipe): Numbers => {
  const { scale, mean, std } = perChannel(fed);
  return { scale: scale[0] as number, mean, std };
};
const zip = (a: number[], b: number[], f: (x: number, y: number) => number) => a.map((x, i) => f(x, b[i] as number));

const valueMaps: ((own: Numbers, random: Random) => Numbers)[] = [
  (own) => ({ ...own, scale: own.scale * 255 }),
  (own) => ({ ...own, scale: own.scale / 255 }),
  (own) => ({ ...own, scale: (own.scale * 255) / 256 }),
  ({ scale }) => ({ scale, mean: [0, 0, 0], std: [1, 1, 1] }),
  () => ({ scale: 1, mean: [0, 0, 0], std: [1, 1, 1] }),
  (own) => ({ ...own, std: [1, 1, 1] }),
  (own) => ({ ...own, mean: [0, 0, 0] }),
  (own) => ({ ...own, mean: own.mean.toReversed(), std: own.std.toReversed() }),
  (own) => ({ ...own, mean: own.mean.toReversed() }),
  (own) => ({ ...own, mean: own.std, std: own.mean }),
  (own) => ({ ...own, std: own.std.map((value) => 1 / value) }),
  ({ scale, mean, std }) => ({ scale, mean: zip(mean, std, (m, s) => m + m * s), std: std.map((s) => s * s) }),
  (own) => ({ scale: 1 / 127.5, mean: own.mean.map((m) => m + 1), std: own.std }),
  () => ({ scale: 1 / 255, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }),
  () => ({ scale: 1, mean: [127, 127, 127], std: [128, 128, 128] }),
  () => ({ scale: 1 / 255, mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] }),
  () => ({ scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }),
  () => ({ scale: 1, mean: [123.68, 116.779, 103.939], std: [1, 1, 1] }),
  () => ({ scale: -1 / 255, mean: [-1, -1, -1], std: [1, 1, 1] }),
  () => ({ scale: 1, mean: [128, 128, 128], std: [1, 1, 1] }),
  // A recipe that nobody thought of.
  (_, random) => ({
    scale: 1 / 255,
    mean: [0, 1, 2].map(() => 0.2 + 0.6 * random.next()),
    std: [0, 1, 2].map(() => 0.15 + 0.35 * random.next()),
  }),
];

/** The largest difference between two maps, in units of the first's pixels. */
const mapDistance = (a: Numbers, b: Numbers): number => {
  const at = (map: Numbers, c: number, pixel: number) =>
    (pixel * map.scale - (map.mean[c] as number)) / (map.std[c] as number);
  return Math.max(
    ...[0, 1, 2].flatMap((c) => {
      const range = Math.abs(at(a, c, 255) - at(a, c, 0)) / 255;
      return [0, 255].map((pixel) => Math.abs(at(a, c, pixel) - at(b, c, pixel)) / range);
    }),
  );
};

const values: Fault = (fed, random) => {
  const own = numbersOf(fed);
  for (const map of random.shuffled(valueMaps)) {
    const other = map(own, random);
    const usable = other.std.every((value) => value !== 0);
    if (usable && mapDistance(own, other) > 0.9) return other;
  }
  return undefined;
};

const channels: Fault = (fed, random) =>
  random.pick<Partial<Fed>>([
    { channels: fed.channels === 'RGB' ? 'BGR' : 'RGB' },
    { channels: fed.channels === 'RGB' ? 'BGR' : 'RGB' },
    { channels: fed.channels === 'RGB' ? 'BGR' : 'RGB' },
    { order: 'gray' },
    { order: random.pick(['GBR', 'BRG']) },
  ]);

const layout: Fault = (fed, random) => {
  const { layout: own } = fed;
  const readings: Partial<Fed>[] =
    own === 'NCHW'
      ? [{ layout: 'NHWC' }, { reading: 'interleaved-as-planes' }, { layout: 'NHWC', reading: 'planes-as-interleaved' }]
      : [
          { layout: 'NCHW' },
          { reading: 'planes-as-interleaved' },
          { layout: 'NCHW', reading: 'interleaved-as-planes' },
        ];
  return random.pick([
    ...readings,
    { reading: 'rgba-as-rgb' },
    ...(typeof fed.size === 'object' ? [{ reading: 'width-height-swapped' } as const] : []),
  ]);
};

/** Of the finished picture: square ones only where the sides change places. */
const orientation: Fault = (fed, random) => {
  if (fed.turn !== undefined) return undefined;
  const by = random.pick(
    typeof fed.size === 'object'
      ? (['flip-horizontal', 'flip-vertical', 'rotate-180'] as const)
      : (['flip-horizontal', 'flip-vertical', 'rotate-180', 'transpose', 'rotate-90', 'rotate-270'] as const),
  );
  return { turn: { by, when: 'after-resize' } };
};

const colour: Fault = (fed, random) =>
  fed.colour === undefined
    ? random.pick<Partial<Fed>>([
        { gamma: 2.2 },
        { gamma: 1 / 2.2 },
        { colour: { kind: 'limited-range' } },
        { colour: { kind: '601-as-709' } },
        { colour: { kind: '709-as-601' } },
      ])
    : undefined;

const memory: Fault = (fed, random) => {
  const { width, height } = typeof fed.size === 'number' ? { width: fed.size, height: fed.size } : fed.size;
  const length = width * height * 3;
  const written = Math.floor(length * random.pick([0.25, 0.5, 0.7, 0.75, 0.9]));
  return {
    memory: random.pick<NonNullable<Fed['memory']>>([
      { kind: 'unwritten-tail', written },
      { kind: 'stale-tail', written },
      { kind: 'displaced', by: random.pick([1, 2, 8, 312, width]) },
      { kind: 'row-stride', extra: random.pick([3, 16, 48]) },
      { kind: 'wrapped-int8' },
      { kind: 'truncated-to-bytes' },
      { kind: 'reinterpreted' },
    ]),
  };
};

/** Stored as whole numbers: the bytes themselves, 128 less, or the values in steps that hold their range. */
const dtype: Fault = (fed, random) => {
  const [least, most] = rangeOf(fed);
  const step = ((most - least) / 255) * (1 + 0.1 * random.next());
  const zero = Math.round(-least / step);
  return random.pick<Partial<Fed>>([
    { dtype: 'uint8', scale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
    { dtype: 'int8', scale: 1, mean: [128, 128, 128], std: [1, 1, 1] },
    { dtype: 'int8', quantization: { scale: step, zeroPoint: zero - 128 } },
    { dtype: 'uint8', quantization: { scale: step, zeroPoint: zero } },
  ]);
};

/** The least and the largest value that a pixel can become. */
const rangeOf = (fed: Fed): [number, number] => {
  const { scale, mean, std } = numbersOf(fed);
  const ends = [0, 1, 2].flatMap((c) => [0, 255].map((p) => (p * scale - (mean[c] as number)) / (std[c] as number)));
  return [Math.min(...ends), Math.max(...ends)];
};

/** Whether whole numbers of a type hold the values, neither clipped nor all the same. */
const fits = (fed: Fed): boolean => {
  const { scale, zeroPoint } = fed.quantization ?? { scale: 1, zeroPoint: 0 };
  const [least, most] = rangeOf(fed).map((value) => value / scale + zeroPoint) as [number, number];
  const [low, high] = fed.dtype === 'uint8' ? [0, 255] : [-128, 127];
  return least > low - 2 && most < high + 2 && most - least > 100;
};

/** What may go wrong after the picture was resized, by the step that it is. */
export const faults: Partial<Record<Step, Fault>> = { values, channels, layout, orientation, colour, memory, dtype };

/** Faults that leave nothing of the others to be seen, or that no app makes together. */
export const cannotMeet = (fed: Fed): boolean => {
  const kind = fed.memory?.kind;
  const isHidden = kind === 'truncated-to-bytes' || kind === 'reinterpreted';
  const isWhole = fed.dtype === 'uint8' || fed.dtype === 'int8';
  if (isWhole && !fits(fed)) return true;
  const [least, most] = rangeOf(fed);
  // Values as large as bytes survive being stored as such.
  if (kind === 'truncated-to-bytes' && most - least > 20) return true;
  if (isHidden && (fed.reading !== undefined || isWhole)) return true;
  if (kind === 'row-stride' && fed.reading !== undefined) return true;
  return kind === 'wrapped-int8' && (isWhole || fed.gamma !== undefined || fed.colour !== undefined);
};
