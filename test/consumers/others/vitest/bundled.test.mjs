import { copyFileSync, readFileSync } from 'node:fs';
import { record } from 'exray';
import { expect, test } from 'vitest';

// What a bundler makes of onnxruntime-web: its code in a file of another name, its WebAssembly as bytes.
const dist = new URL('../../../node_modules/onnxruntime-web/dist/', import.meta.url);
copyFileSync(new URL('ort.wasm.bundle.min.mjs', dist), new URL('./bundle.mjs', import.meta.url));

test('says that a bundled runtime is not observed', async () => {
  const { env, InferenceSession, Tensor } = await import(
    /* @vite-ignore */ new URL('./bundle.mjs', import.meta.url).href
  );
  env.wasm.wasmBinary = readFileSync(new URL('ort-wasm-simd-threaded.wasm', dist));
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(readFileSync(new URL('../model.onnx', import.meta.url)));
  const feeds = { x: new Tensor('float32', new Float32Array(4), [1, 4]) };
  await expect(record(() => session.run(feeds))).rejects.toThrow(
    /A copy of onnxruntime-web bundled into another file is loaded \(vitest\/bundle\.mjs\), and exray does not observe it yet/,
  );
});
