import { fileURLToPath } from 'node:url';
import type { TfTensor } from '../../../src/runtimes/tfjs/tf.ts';
import { tfjs } from '../../../src/runtimes/tfjs/tfjs.ts';
import { modelPath } from '../../record/app.ts';
import { loadTrunc, tf } from '../tfjs/models.ts';
import { type App, capturingContract, observingContract } from './contract.ts';

const fed = [1, 64, 64, 3] as const;

/** An app that runs its model by one of the calls that tfjs has. */
const begin = (kind: 'layers' | 'graph', output: string, call: (images: TfTensor) => unknown) => async () => {
  const run = async (images: TfTensor): Promise<TfTensor> => (await call(images)) as TfTensor;
  const app: App = {
    input: 'images',
    output,
    async run(fill) {
      const images = tf.fill([...fed], fill);
      const features = await run(images);
      const values = await features.data();
      tf.dispose([images, features]);
      return values;
    },
    async runAndReuse(fill) {
      const values = new Float32Array(3 * 64 * 64).fill(fill);
      // The cpu backend computes on the app's own array.
      const images = tf.tensor4d(values, [...fed]);
      const running = run(images);
      values.fill(-1);
      const features = await running;
      (features.dataSync() as Float32Array).fill(-1);
      tf.dispose([images, features]);
    },
    async fail() {
      const images = tf.zeros([1, 4]);
      try {
        return await run(images);
      } catch (error) {
        return error;
      } finally {
        images.dispose();
      }
    },
    async countReads() {
      const images = tf.fill([...fed], 0.5);
      const read = images.dataSync.bind(images);
      let reads = 0;
      Object.assign(images, {
        dataSync: () => {
          reads++;
          return read();
        },
      });
      tf.dispose([await run(images), images]);
      return reads;
    },
  };
  const folder = new URL(`../../../fixtures/models/tfjs-${kind}-trunc/`, import.meta.url);
  return {
    runtime: tfjs,
    app,
    model: { path: fileURLToPath(new URL('model.json', folder)) },
    shape: [null, 64, 64, 3],
    fed,
    drift: 0,
    foreign: [{ path: modelPath }, { path: fileURLToPath(new URL('../../../package.json', import.meta.url)) }],
  };
};

const graph = await loadTrunc('graph');
const layers = await loadTrunc('layers');
const features = 'block05_project';

const calls = {
  'GraphModel.predict': begin('graph', 'features', (images) => graph.predict(images)),
  'GraphModel.execute': begin('graph', 'features', (images) => graph.execute({ images }, 'features')),
  'GraphModel.executeAsync': begin('graph', 'features', (images) => graph.executeAsync(images)),
  'GraphModel.predictAsync': begin('graph', 'features', (images) => graph.predictAsync(images)),
  'LayersModel.predict': begin('layers', features, (images) => layers.predict(images)),
  'LayersModel.predictOnBatch': begin('layers', features, (images) => layers.predictOnBatch(images)),
  'LayersModel.apply': begin('layers', features, (images) => layers.apply(images)),
};
for (const [call, subject] of Object.entries(calls)) observingContract(call, subject);
for (const call of ['GraphModel.predict', 'LayersModel.predict'] as const) capturingContract(call, calls[call]);
