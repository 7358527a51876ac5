import { readFileSync } from 'node:fs';
import { onnxruntimeNode } from '../../../src/runtimes/onnxruntime-node/onnxruntimeNode.ts';
import { modelPath, ort } from '../../record/app.ts';
import { type App, capturingContract, observingContract } from './contract.ts';

const shape = [1, 3, 64, 64];

const begin = async () => {
  const session = await ort.InferenceSession.create(modelPath);
  const filled = (fill: number) => new ort.Tensor('float32', new Float32Array(3 * 64 * 64).fill(fill), shape);
  const run = async (images: InstanceType<typeof ort.Tensor>) =>
    (await session.run({ images })).features?.data as Float32Array;
  const app: App = {
    input: 'images',
    output: 'features',
    run: (fill) => run(filled(fill)),
    async runAndReuse(fill) {
      const images = filled(fill);
      const features = await run(images);
      // The runtime reads its inputs in a later turn: an app may overwrite them when it has its answer.
      (images.data as Float32Array).fill(-1);
      features.fill(-1);
    },
    fail: () => run(new ort.Tensor('float32', new Float32Array(4), [1, 4])).catch((error: unknown) => error),
    async countReads() {
      const images = filled(0.5);
      const { data } = images;
      let reads = 0;
      Object.defineProperty(images, 'data', {
        get: () => {
          reads++;
          return data;
        },
      });
      await run(images);
      return reads - READS_OF_ITS_OWN;
    },
  };
  return {
    runtime: onnxruntimeNode,
    app,
    model: { path: modelPath },
    shape: [null, 3, 64, 64],
    fed: shape,
    // Exposing layers takes away fusions: sums in another order.
    drift: 1e-5,
    foreign: [
      { path: new URL('../../../fixtures/models/tfjs-graph-trunc/model.json', import.meta.url).pathname },
      { bytes: new Uint8Array(readFileSync(new URL('../../../package.json', import.meta.url))) },
    ],
  };
};

/** onnxruntime-node's addon reads `data` once per run. */
const READS_OF_ITS_OWN = 1;

observingContract('onnxruntime-node', begin);
capturingContract('onnxruntime-node', begin);
