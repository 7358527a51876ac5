import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Golden } from '../../src/golden/golden.ts';
import { judgeGolden } from '../../src/golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../src/golden/sketchTrace.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Comparison } from '../../src/verdicts/comparison.ts';
import { count, elsewhere, recorded, sayBenign, sayTally, type Tally, tally, traced } from './goldenRuns.ts';
import { type Fault, isAt, models, type Photo } from './runs.ts';

/** A quantized network with its float reference, its pictures and models with one fault each. */
export interface Quantized {
  int8: string;
  float: string;
  pictures: readonly { name: string; inputs: Record<string, Tensor> }[];
  faults: readonly { name: string; kind: string; path: string; isRight: (comparison: Comparison) => boolean }[];
}

/** EfficientNet-Lite0 and the faults of the catalogue. */
export const catalogue = (folder: string, faults: readonly Fault[], photos: readonly Photo[]): Quantized => ({
  int8: join(models, 'effnet-lite0-int8.onnx'),
  float: join(models, 'effnet-lite0.onnx'),
  pictures: photos.map(({ name, data }) => {
    const side = Math.sqrt(data.length / 3);
    return { name, inputs: { images: { dtype: 'float32', shape: [1, 3, side, side], data } } };
  }),
  faults: faults.map((fault) => ({
    name: fault.name,
    kind: fault.name,
    path: join(folder, `${fault.name}.onnx`),
    isRight: ({ first }) =>
      isAt(first && { ...first, reference: first.reference.replace(/_QuantizeLinear_(Input|Output)$/, '') }, fault),
  })),
});

/** What fixtures/make/quantized_faults.py wrote: int8.onnx, float.onnx, inputs, faults.json. */
export const madeModel = (folder: string): Quantized => {
  const { name: input, shape } = JSON.parse(readFileSync(join(folder, 'input.json'), 'utf8'));
  const faults = JSON.parse(readFileSync(join(folder, 'faults.json'), 'utf8')) as Record<string, string>[];
  return {
    int8: join(folder, 'int8.onnx'),
    float: join(folder, 'float.onnx'),
    pictures: readdirSync(join(folder, 'inputs'))
      .sort()
      .map((name) => {
        const data = new Float32Array(Uint8Array.from(readFileSync(join(folder, 'inputs', name))).buffer);
        return { name, inputs: { [input]: { dtype: 'float32', shape, data } } };
      }),
    faults: faults.map(({ name = '', kind = '', layer }) => ({
      name,
      kind,
      path: join(folder, `${name}.onnx`),
      isRight: ({ first }) => first?.deployed === layer,
    })),
  };
};

/** Faults run on so many pictures; what must not alarm on all. */
const most = Number(process.env.PICTURES ?? Number.POSITIVE_INFINITY);

type Rule = 'own golden' | 'profile' | 'elsewhere without profile';

/** Each fault on each picture by each rule, and what must not alarm: other levels and threads. */
export const goldenInt8 = async (title: string, { int8, float, pictures, faults }: Quantized): Promise<void> => {
  const tallies: Record<Rule, Tally> = {
    'own golden': tally(),
    profile: tally(),
    'elsewhere without profile': tally(),
  };
  const kinds = new Map<string, Tally>();
  const benign: Record<string, Comparison[]> = {};
  const alone: Comparison[] = [];
  const accepted: number[] = [];
  for (const { name: picture, inputs } of pictures) {
    const golden = await recorded(await traced(int8, inputs, 'deployed'), float);
    accepted.push(...golden.layers.flatMap(({ profile }) => profile?.drift ?? []));
    const bare = without(golden);
    for (const level of ['disabled', 'basic', 'extended', 'all']) {
      for (const intraOpNumThreads of level === 'all' ? [1, 2] : [1]) {
        const options = { graphOptimizationLevel: level, intraOpNumThreads };
        const now = await sketchTrace(await traced(int8, inputs, 'deployed', options));
        const key = `level ${level}`;
        benign[key] = [...(benign[key] ?? []), judgeGolden(golden, now)];
        alone.push(judgeGolden(elsewhere(bare), now));
      }
    }
    for (const { name, kind, path, isRight } of pictures.findIndex((each) => each.name === picture) < most
      ? faults
      : []) {
      const now = await sketchTrace(await traced(path, inputs, 'deployed'));
      count(tallies['own golden'], `${name} ${picture}`, golden, now, isRight);
      count(tallies['elsewhere without profile'], `${name} ${picture}`, elsewhere(bare), now, isRight);
      const ofKind = kinds.get(kind) ?? tally();
      kinds.set(kind, ofKind);
      count(ofKind, `${name} ${picture}`, elsewhere(golden), now, isRight);
      count(tallies.profile, `${name} ${picture}`, elsewhere(golden), now, isRight);
    }
  }
  accepted.sort((a, b) => a - b);
  console.log(
    `${title}: accepted drift of ${accepted.length} layers, median ${accepted[accepted.length >> 1]?.toPrecision(2)}, largest ${accepted.at(-1)?.toPrecision(2)}`,
  );
  for (const [key, comparisons] of Object.entries(benign)) sayBenign(`${title}, ${key}`, comparisons);
  sayBenign(`${title}, all levels without profile`, alone);
  for (const [rule, each] of Object.entries(tallies)) sayTally(`${title}, ${rule}`, each);
  for (const [kind, { runs, right, later, missed }] of kinds)
    console.log(
      `   profile, ${kind}: ${runs} runs, ${right} at their layer, ${later} at a later one, ${missed} missed`,
    );
};

const without = (golden: Golden): Golden => ({
  ...golden,
  layers: golden.layers.map(({ profile: _, ...layer }) => layer),
});
