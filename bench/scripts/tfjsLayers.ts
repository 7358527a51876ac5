/**
 * All layers of a tfjs model against its plain run, in a process of its own, since all copies of tfjs share one engine:
 * tfjsLayers.ts BACKEND GRAPH_FOLDER ONNX_FILE ROUNDS PACKAGES. `PACKAGES` is the folder whose tfjs is taken: of tfjs-node for backend
 * `tensorflow`. Prints a `Ratio` and the number of layers as JSON.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { record } from '../../src/index.ts';
import type { Tf, TfTensor } from '../../src/runtimes/tfjs/tf.ts';
import { tfjsArtifacts } from '../../test/compare/tfjs/tfjsArtifacts.ts';
import { inTurns } from '../measure.ts';
import { photo } from '../models.ts';

const [backend, graph, onnx, rounds, packages] = process.argv.slice(2) as [string, string, string, string, string];

const require = createRequire(join(packages, 'package.json'));
const tf: Tf = require(backend === 'tensorflow' ? '@tensorflow/tfjs-node' : '@tensorflow/tfjs');
if (backend === 'wasm') require('@tensorflow/tfjs-backend-wasm');
await tf.setBackend(backend);
const artifacts = tfjsArtifacts(graph, onnx, 'float32');
const model = await tf.loadGraphModel({ load: async () => artifacts as never });
const images = tf.transpose(tf.tensor4d(await photo(), [1, 3, 224, 224]), [0, 2, 3, 1]);

/** As an app does it: the answer is read, and freed. */
const predict = async (): Promise<void> => {
  const logits = model.predict(images) as TfTensor;
  await logits.data();
  logits.dispose();
};

let count = 0;
const readAll = async (): Promise<void> => {
  const trace = await record(predict);
  count = 0;
  for await (const _ of trace.layers.read()) count++;
};
const ratio = await inTurns(readAll, predict, Number(rounds), Math.min(3, Number(rounds) / 3));
process.stdout.write(`\n${JSON.stringify({ ...ratio, count })}\n`);
