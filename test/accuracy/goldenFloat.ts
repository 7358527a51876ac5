import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judgeGolden } from '../../src/golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../src/golden/sketchTrace.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Comparison } from '../../src/verdicts/comparison.ts';
import { type Capture, count, elsewhere, recorded, sayBenign, sayTally, tally, traced } from './goldenRuns.ts';
import { type Fault, isAt, models, type Photo } from './runs.ts';

const inputsOf = ({ data }: Photo): Record<string, Tensor> => {
  const side = Math.sqrt(data.length / 3);
  return { images: { dtype: 'float32', shape: [1, 3, side, side], data } };
};

/** Each fault on each photo against the golden of the healthy model: in its environment, elsewhere, on rounded inputs. */
export const goldenFloat = async (
  folder: string,
  faults: readonly Fault[],
  photos: readonly Photo[],
  capture: Capture,
): Promise<void> => {
  const [same, other, rounded, byte] = [tally(), tally(), tally(), tally()];
  for (const photo of photos) {
    const golden = await recorded(await traced(join(models, 'effnet-lite0.onnx'), inputsOf(photo), capture));
    const foreign = elsewhere(golden);
    for (const fault of faults) {
      const path = join(folder, `${fault.name}.onnx`);
      const name = `${fault.name} ${photo.name}`;
      const isRight = ({ first }: Comparison) => isAt(first, fault);
      const now = await sketchTrace(await traced(path, inputsOf(photo), capture));
      count(same, name, golden, now, isRight);
      count(other, name, foreign, now, isRight);
      if (photo !== photos[0]) continue;
      count(rounded, name, golden, await sketchTrace(await traced(path, nudged(inputsOf(photo)), capture)), isRight);
      count(byte, name, golden, await sketchTrace(await traced(path, oneByteOff(inputsOf(photo)), capture)), isRight);
    }
  }
  sayTally(`float, ${capture}, same environment`, same);
  sayTally(`float, ${capture}, made elsewhere`, other);
  sayTally(`float, ${capture}, input differs within rounding`, rounded);
  sayTally(`float, ${capture}, one byte of the input differs`, byte);
};

const VARIANTS = ['renamed', 'reordered', 'opset21', 'unfolded-bn'];

/** What must not alarm: other files of the same network, other levels and threads, another decoder's rounding. */
export const goldenFloatBenign = async (folder: string, photos: readonly Photo[], capture: Capture): Promise<void> => {
  const path = join(models, 'effnet-lite0.onnx');
  const kinds = new Map<string, Comparison[]>();
  const add = (kind: string, comparison: Comparison) => kinds.set(kind, [...(kinds.get(kind) ?? []), comparison]);
  for (const photo of photos) {
    const inputs = inputsOf(photo);
    const golden = await recorded(await traced(path, inputs, capture));
    for (const threads of [1, 2])
      add(
        '1 and 2 threads',
        judgeGolden(golden, await sketchTrace(await traced(path, inputs, capture, { intraOpNumThreads: threads }))),
      );
    for (const level of ['disabled', 'basic', 'extended', 'all'])
      add(
        'levels',
        judgeGolden(golden, await sketchTrace(await traced(path, inputs, capture, { graphOptimizationLevel: level }))),
      );
    for (const variant of VARIANTS) {
      const file = join(folder, `benign-${variant}.onnx`);
      if (existsSync(file)) add(variant, judgeGolden(golden, await sketchTrace(await traced(file, inputs, capture))));
    }
    add('one byte', judgeGolden(golden, await sketchTrace(await traced(path, oneByteOff(inputs), capture))));
    add('input within rounding', judgeGolden(golden, await sketchTrace(await traced(path, nudged(inputs), capture))));
  }
  for (const [kind, comparisons] of kinds) sayBenign(`float, ${capture}, ${kind}`, comparisons);
};

/** One byte in eight of the picture a level up or down, which is not the noise that the golden's floor was measured with. */
export const nudged = (inputs: Record<string, Tensor>): Record<string, Tensor> => {
  let state = 12345;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => {
      const data = Float32Array.from(tensor.data as Float32Array);
      const [low, high] = [Math.min(...data.slice(0, 1e5)), Math.max(...data.slice(0, 1e5))];
      const level = (high - low) / 255;
      for (let i = 0; i < data.length; i++)
        if (next() < 0.125) data[i] = (data[i] as number) + (next() < 0.5 ? level : -level);
      return [name, { ...tensor, data }];
    }),
  );
};

/** One byte in the middle of the picture a level up. */
export const oneByteOff = (inputs: Record<string, Tensor>): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => {
      const data = Float32Array.from(tensor.data as Float32Array);
      const [low, high] = [Math.min(...data.slice(0, 1e5)), Math.max(...data.slice(0, 1e5))];
      const at = data.length >> 1;
      data[at] = (data[at] as number) + (high - low) / 255;
      return [name, { ...tensor, data }];
    }),
  );
