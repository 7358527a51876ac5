/**
 * Many photos in one process: node manyPhotos.mjs MODEL REFERENCE COUNT. Prints the memory after each photo (MiB, after a
 * collection) as JSON.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compareTraces, record } from 'exray';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { preprocess } from '../../examples/classifier/src/preprocess.js';

const [model, reference, count] = process.argv.slice(2);
const photos = fileURLToPath(new URL('../../fixtures/photos/', import.meta.url));
const names = readdirSync(photos).filter((name) => /\.(jpg|png)$/.test(name));
const session = await InferenceSession.create(model);
const memory = [];
for (let i = 0; i < Number(count); i++) {
  const values = await preprocess(photos + names[i % names.length]);
  const trace = await record(() => session.run({ images: new Tensor('float32', values, [1, 3, 224, 224]) }));
  const { verdict } = await compareTraces(trace, reference);
  if (verdict !== 'match') throw new Error(`${names[i % names.length]}: ${verdict}`);
  globalThis.gc();
  memory.push(process.memoryUsage().rss / 2 ** 20);
}
console.log(JSON.stringify({ memory, peak: process.resourceUsage().maxRSS / 1024 }));
