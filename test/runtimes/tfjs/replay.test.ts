import { expect, it } from 'vitest';
import type { HeldTensor, Replay } from '../../../src/runtimes/runtime.ts';
import { captureInference } from '../../../src/runtimes/tfjs/capture.ts';
import { inferModel } from '../../../src/runtimes/tfjs/infer.ts';
import { replayModel } from '../../../src/runtimes/tfjs/replay.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { tf } from './models.ts';

const options = { capture: 'original', layers: 'all', maxBytes: 2 ** 30 } as const;

/** Every layer of a model file replayed on its own values, and the values themselves. */
const replayed = async (path: string, inputs: Record<string, Tensor>) => {
  const trace = await captureInference(await inferModel({ path }, inputs, {}), options);
  const values = new Map<string, Tensor>(Object.entries(inputs));
  const held: HeldTensor[] = [];
  for await (const { id, tensor } of trace.layers.read()) {
    values.set(id, tensor);
    held.push({ id, dtype: tensor.dtype, shape: tensor.shape });
  }
  const replay = (await replayModel({ path }, trace)) as Replay;
  const pieces = await replay.plan(held);
  const results = await replay.run(pieces, values);
  await replay.close();
  return { held, values, pieces, results };
};

/** Equal to the last bit; arrays of this size take the test runner too long. */
const isSame = (a: Tensor | undefined, b: Tensor | undefined): boolean =>
  `${a?.dtype} ${a?.shape}` === `${b?.dtype} ${b?.shape}` && bytesOf(a).equals(bytesOf(b));

const bytesOf = (tensor: Tensor | undefined): Buffer =>
  Buffer.from((tensor?.data ?? new Float32Array()).buffer as ArrayBuffer);

it.each(['graph', 'layers'])('runs each layer of a %s model on held values and makes the same values', async (kind) => {
  const data = Float32Array.from({ length: 64 * 64 * 3 }, (_, i) => Math.sin(i));
  const inputs: Record<string, Tensor> = { images: { dtype: 'float32', shape: [1, 64, 64, 3], data } };
  const path = `fixtures/models/tfjs-${kind}-trunc/model.json`;
  const { held, values, pieces, results } = await replayed(path, inputs);
  expect(pieces.map(({ output }) => output)).toEqual(held.map(({ id }) => id));
  expect(pieces.every(({ nodes }) => nodes.length === 1)).toBe(true);
  for (const { id } of held) expect(isSame(results.get(id), values.get(id)), id).toBe(true);
  expect(tf.memory().numTensors).toBe(0);
});
