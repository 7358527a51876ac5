/**
 * How an ONNX model and its TensorFlow.js form do as each other's reference: pairs, healthy differences, and the float faults
 * of fixtures/make/faults.py, injected in the ONNX file or, where weights alone express them, in the TensorFlow.js weights.
 * Writes the figures of docs/accuracy.md to standard output.
 *
 *   python fixtures/make/faults.py --all FOLDER       makes the models, their inputs and FOLDER/faults.json
 *   node --import jiti/register test/accuracy/tfjs/run.ts FOLDER [healthy|onnx|tfjs ...]
 *
 * PHOTOS=3 takes the first three photos, BACKEND=cpu another backend than wasm.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { tf } from '../../compare/tfjs/tfjsModels.ts';
import { type Fault, photosIn } from '../runs.ts';
import { faultsIn } from './faultsIn.ts';
import { healthy } from './healthy.ts';

const [folder, ...parts] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: run.ts FOLDER [healthy|onnx|tfjs ...]');
const backend = process.env.BACKEND ?? 'wasm';
if (backend === 'wasm') createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm');
await tf().setBackend(backend);
await tf().ready();
const photos = photosIn(folder).slice(0, Number(process.env.PHOTOS ?? Number.POSITIVE_INFINITY));
const only = process.env.FAULTS?.split(',');
const faults = (JSON.parse(readFileSync(join(folder, 'faults.json'), 'utf8')) as Fault[]).filter(
  ({ base, name }) => base === 'float' && (only === undefined || only.includes(name)),
);
const wants = (part: string): boolean => parts.length === 0 || parts.includes(part);
if (wants('healthy')) await healthy(photos);
if (wants('onnx')) await faultsIn('onnx', folder, faults, photos);
if (wants('tfjs')) await faultsIn('tfjs', folder, faults, photos);
