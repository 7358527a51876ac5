import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { preprocess, SIZE } from './preprocess.js';

/** Where the models lie that this app ships; `MODEL_FOLDER` names another folder. */
const models = process.env.MODEL_FOLDER ?? fileURLToPath(new URL('../../../fixtures/models', import.meta.url));
const labels = new URL('../../../fixtures/photos/imagenet-labels.txt', import.meta.url);

/** The models that the app can run: the exact one, and one a quarter of its size and twice as fast. */
const files = { float: 'effnet-lite0.onnx', int8: 'effnet-lite0-int8.onnx' };

const sessions = new Map();

function sessionOf(kind) {
  if (!sessions.has(kind)) sessions.set(kind, InferenceSession.create(`${models}/${files[kind]}`));
  return sessions.get(kind);
}

/**
 * What is on a photo.
 *
 * @param {string | Buffer} photo path or encoded bytes
 * @param {{ model?: 'float' | 'int8', top?: number }} [options]
 * @returns {Promise<{ label: string, score: number }[]>} the likeliest first
 */
export async function classify(photo, { model = 'float', top = 5 } = {}) {
  const [session, names, values] = await Promise.all([sessionOf(model), labelNames(), preprocess(photo)]);
  const { logits } = await session.run({ images: new Tensor('float32', values, [1, 3, SIZE, SIZE]) });
  return softmax(logits.data)
    .map((score, i) => ({ label: names[i], score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, top);
}

async function labelNames() {
  return (await readFile(labels, 'utf8')).trim().split('\n');
}

function softmax(logits) {
  const highest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
