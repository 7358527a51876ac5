import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hub, type Recording } from '../../../src/runtimes/hub.ts';
import { installObservers } from '../../../src/runtimes/observers.ts';
import { addonWatch } from '../../../src/runtimes/onnxruntime-node/observe/addons.ts';
import { adoptMainRealm } from '../../../src/runtimes/onnxruntime-node/observe/realm.ts';
import type { Inference } from '../../../src/runtimes/runtime.ts';
import { gatherPath, mlpPath, ort, typesPath } from '../../record/app.ts';

/** All inferences of a function's own async context, as the observer hands them over. */
const observed = async (run: () => Promise<unknown>): Promise<Inference[]> => {
  const seen: Inference[] = [];
  const recording: Recording = {
    title: 'a test',
    exclusive: false,
    ended: false,
    receive: (inference) => seen.push(inference),
    outside: [],
  };
  hub().recordings.add(recording);
  try {
    await hub().context.run(recording, run);
  } finally {
    hub().recordings.delete(recording);
  }
  return seen;
};

test('observing twice changes nothing, and neither does adopting the main realm where the test runs in it', () => {
  const before = hub();
  const addons = addonWatch()?.addons.length;
  installObservers();
  installObservers();
  expect(hub()).toBe(before);
  expect(addonWatch()?.addons.length).toBe(addons);
  expect(adoptMainRealm()).toEqual([]);
});

test('tensors of every kind are copied with their bits', async () => {
  const session = await ort.InferenceSession.create(typesPath);
  const bytes = Buffer.from([7, 255]);
  const feeds = {
    text: new ort.Tensor('string', ['a', 'ü'], [2]),
    half: new ort.Tensor('float16', Uint16Array.from([0x3c00, 0xc000]), [2]),
    long: new ort.Tensor('int64', BigInt64Array.from([-1n, 2n ** 60n]), [2]),
    flag: new ort.Tensor('bool', [false, true], [2]),
    byte: new ort.Tensor('uint8', bytes, [2]),
  };
  const [inference] = await observed(() => session.run(feeds));
  // A Buffer's own slice() shares memory.
  bytes.fill(0);
  const plain = (tensors: Inference['inputs'] = {}) =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, { dtype, shape, data }]) => [name, [dtype, shape, [...data]]]),
    );
  const expected = {
    text: ['string', [2], ['a', 'ü']],
    half: ['float16', [2], [0x3c00, 0xc000]],
    long: ['int64', [2], [-1n, 2n ** 60n]],
    flag: ['bool', [2], [0, 1]],
    byte: ['uint8', [2], [7, 255]],
  };
  expect(plain(inference?.inputs)).toEqual(expected);
  expect(plain(inference?.outputs)).toEqual(
    Object.fromEntries(Object.entries(expected).map(([name, value]) => [`${name}-out`, value])),
  );
  expect(inference?.unread).toBeUndefined();
  expect(inference?.inputs.byte?.data.constructor).toBe(Uint8Array);
});

test('the session options and the model are known, by path or by bytes', async () => {
  const bytes = new Uint8Array(readFileSync(mlpPath));
  const padded = new Uint8Array(bytes.length + 8);
  padded.set(bytes, 4);
  const byPath = await ort.InferenceSession.create(mlpPath, { graphOptimizationLevel: 'basic', intraOpNumThreads: 1 });
  const byBytes = await ort.InferenceSession.create(padded.buffer, 4, bytes.length);
  padded.fill(0);
  const feeds = { x: new ort.Tensor('float32', new Float32Array(4), [1, 4]) };
  const seen = await observed(async () => {
    await byPath.run(feeds);
    await byPath.run(feeds);
    await byBytes.run(feeds);
  });
  expect(seen.map(({ model }) => model)).toEqual([{ path: mlpPath }, { path: mlpPath }, { bytes }]);
  expect(seen[0]?.sessionOptions).toMatchObject({ graphOptimizationLevel: 'basic', intraOpNumThreads: 1 });
  expect(seen[0]?.session).toBe(seen[1]?.session);
  expect(seen[0]?.session).not.toBe(seen[2]?.session);
});

test('external data that is given as bytes is copied, for the app may reuse its buffer', async () => {
  const data = Uint8Array.from([1, 2, 3]);
  const session = await ort.InferenceSession.create(mlpPath, { externalData: [{ path: 'weights.bin', data }] });
  data.fill(0);
  const [inference] = await observed(() => session.run({ x: new ort.Tensor('float32', new Float32Array(4), [1, 4]) }));
  expect(inference?.sessionOptions.externalData).toEqual([{ path: 'weights.bin', data: Uint8Array.from([1, 2, 3]) }]);
});

test('preallocated outputs are observed and still written into', async () => {
  const session = await ort.InferenceSession.create(mlpPath);
  const y = new ort.Tensor('float32', new Float32Array(3), [1, 3]);
  const feeds = { x: new ort.Tensor('float32', Float32Array.from([1, 2, 3, 4]), [1, 4]) };
  const [inference] = await observed(() => session.run(feeds, { y }));
  expect([...(y.data as Float32Array)].some((value) => value !== 0)).toBe(true);
  expect(inference?.outputs.y?.data).toEqual(y.data);
});

test('the app gets the very error that onnxruntime threw', async () => {
  const session = await ort.InferenceSession.create(gatherPath);
  const feeds = {
    x: new ort.Tensor('float32', new Float32Array(3), [3]),
    at: new ort.Tensor('int64', BigInt64Array.from([9n]), [1]),
  };
  let caught: unknown;
  const [inference] = await observed(async () => {
    caught = await session.run(feeds).catch((error: unknown) => error);
  });
  expect(caught).toBeInstanceOf(Error);
  expect(inference?.error).toBe(caught);
});

test('the app gets the same results and the same session with and without a recording', async () => {
  const session = await ort.InferenceSession.create(mlpPath);
  const feeds = { x: new ort.Tensor('float32', Float32Array.from([1, 2, 3, 4]), [1, 4]) };
  const plain = await session.run(feeds);
  let recorded: typeof plain | undefined;
  await observed(async () => {
    recorded = await session.run(feeds);
  });
  expect(recorded?.y?.data).toEqual(plain.y?.data);
  expect(recorded?.y).toBeInstanceOf(ort.Tensor);
  expect(session.inputNames).toEqual(['x']);
});

test('an addon that a bundler loads past the module loader is observed too', () => {
  const before = addonWatch()?.addons.length ?? 0;
  const file = addonWatch()?.addons[0]?.file as string;
  const module = { exports: {} as { InferenceSession?: object } };
  process.dlopen(module, file);
  expect(addonWatch()?.addons.length).toBe(before + 1);
  expect(addonWatch()?.addons.at(-1)?.Native).toBe(Object.getPrototypeOf(module.exports.InferenceSession));
});

test('nothing is copied where nobody records', async () => {
  const session = await ort.InferenceSession.create(mlpPath);
  const before = hub().seen;
  let reads = 0;
  const x = new ort.Tensor('float32', new Float32Array(4), [1, 4]);
  const data = x.data;
  Object.defineProperty(x, 'data', {
    get: () => {
      reads++;
      return data;
    },
  });
  await session.run({ x });
  const plainReads = reads;
  await observed(() => session.run({ x }));
  expect(hub().seen).toBe(before + 2);
  expect(reads - plainReads).toBeGreaterThan(plainReads);
});
