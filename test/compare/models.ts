import { readFileSync } from 'node:fs';
import type { AlignSide } from '../../src/compare/align/align.ts';
import type { Compared } from '../../src/compare/compare.ts';
import { onnxruntimeNode as runtime } from '../../src/runtimes/onnxruntime-node/onnxruntimeNode.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Trace } from '../../src/trace/trace.ts';

export const fixture = (name: string): string => `fixtures/models/${name}.onnx`;

/** A photo as the truncated models take it. */
export const photo = (name: string): Record<string, Tensor> => ({
  images: {
    dtype: 'float32',
    shape: [1, 3, 64, 64],
    data: new Float32Array(Uint8Array.from(readFileSync(`fixtures/models/faults/inputs/${name}.f32`)).buffer),
  },
});

export const photos = ['china.jpg', 'coffee.jpg', 'rocket.jpg'];

/** Inputs of the made networks: the same numbers each time. */
export const drawn = async (path: string): Promise<Record<string, Tensor>> => {
  let state = 5;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
  const signature = await runtime.signature({ path });
  return Object.fromEntries(
    signature.map(({ name, dtype, shape: sides }) => {
      const shape = sides.map((side) => side ?? 1);
      const length = shape.reduce((a, b) => a * b, 1);
      const data =
        dtype === 'int64'
          ? BigInt64Array.from({ length }, () => BigInt(Math.floor(next() * 79)))
          : Float32Array.from({ length }, (_, i) => (name === 'mask' ? (i > 9 ? -10 : 0) : (next() - 0.5) * 3));
      return [name, { dtype, shape, data }];
    }),
  );
};

export const traced = async (
  path: string,
  capture: 'deployed' | 'original',
  inputs?: Record<string, Tensor>,
): Promise<Trace> => {
  const inference = await runtime.infer({ path }, inputs ?? (await drawn(path)), { intraOpNumThreads: 1 });
  return runtime.capture(inference, { capture, layers: 'all', maxBytes: 2 ** 30 });
};

/** A model file as reference: its own layers, and a replay. */
export const referenceOf = async (
  path: string,
  inputs?: Record<string, Tensor>,
): Promise<Required<Pick<Compared, 'trace' | 'replay'>>> => {
  const trace = await traced(path, 'original', inputs);
  const replay = await runtime.replay({ path }, trace);
  if ('reason' in replay) throw new Error(replay.reason);
  return { trace, replay };
};

export const sideOf = async (trace: Trace): Promise<AlignSide> => ({
  list: await trace.layers.list(),
  inputs: Object.keys(trace.inputs),
  outputs: Object.keys(trace.outputs),
  ...(trace.names ? { names: trace.names } : {}),
});
