import { AsyncLocalStorage } from 'node:async_hooks';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hub, type Recording } from '../../src/runtimes/hub.ts';
import { installObservers } from '../../src/runtimes/observers.ts';
import type { Inference } from '../../src/runtimes/runtime.ts';

installObservers();
const ort = await import('onnxruntime-node');
const model = fileURLToPath(new URL('../../fixtures/models/effnet-lite0-trunc.onnx', import.meta.url));

const recordInto = (seen: Inference[]): Recording => ({
  title: 'a test',
  exclusive: false,
  ended: false,
  receive: (inference) => seen.push(inference),
  outside: [],
});

test('x', async () => {
  const session = await ort.InferenceSession.create(model);
  const [name] = session.inputNames;
  const data = new Float32Array(3 * 64 * 64).fill(0.5);
  const seen: Inference[] = [];
  const recording = recordInto(seen);
  hub().recordings.add(recording);
  const out = await hub().context.run(recording, () =>
    session.run({ [name as string]: new ort.Tensor('float32', data, [1, 3, 64, 64]) }),
  );
  console.log(seen[0], Object.keys(out), hub());
});
