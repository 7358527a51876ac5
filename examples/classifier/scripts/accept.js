/**
 * Writes what the small model may lose at each layer: run it once on a conversion that you have judged to be good, and
 * commit the file. The tests then hold every later conversion against it.
 *
 *   node scripts/accept.js
 */
import { readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { accept, compareTraces, record } from 'exray';
import { classify } from '../src/classify.js';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const photos = (await readdir(path('../../../fixtures/photos'))).filter((name) => name.endsWith('.jpg'));

const traces = [];
for (const name of photos) {
  const photo = path(`../../../fixtures/photos/${name}`);
  traces.push(await record(() => classify(photo, { model: 'int8' }), { image: photo }));
}
const comparison = await compareTraces(traces, path('../../../fixtures/models/effnet-lite0.onnx'));
await writeFile(path('../reference/accepted-int8.json'), `${JSON.stringify(accept(comparison), null, 1)}\n`);
console.log(`accepted ${comparison.layers.length} layers on ${photos.length} photos`);
