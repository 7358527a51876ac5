import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { loadModel } from './loadModel.js';
import { preprocess } from './preprocess.js';

/** Where the model lies that this app ships, with its labels (`npm run model`). */
const folder = fileURLToPath(new URL('../model', import.meta.url));

let ready;

/** WebAssembly is about 25 times as fast here as tfjs's kernels in JavaScript. */
async function load() {
  await tf.setBackend('wasm');
  return loadModel(folder);
}

/**
 * What is on a photo.
 *
 * @param {string | Buffer} photo path or encoded bytes
 * @param {{ top?: number }} [options]
 * @returns {Promise<{ label: string, score: number }[]>} the likeliest first
 */
export async function classify(photo, { top = 5 } = {}) {
  ready ??= load();
  const model = await ready;
  const [image, names] = await Promise.all([preprocess(photo), labelNames()]);
  const probabilities = tf.tidy(() => tf.softmax(model.predict(image)));
  const scores = await probabilities.data();
  tf.dispose([image, probabilities]);
  return Array.from(scores, (score, i) => ({ label: names[i], score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, top);
}

async function labelNames() {
  return (await readFile(join(folder, 'labels.txt'), 'utf8')).trim().split('\n');
}
