/**
 * One comparison as a whole process: node compareOnce.mjs MODEL REFERENCE INPUT.f32 SIDE. Prints the verdict, the number
 * of layers and the peak of its memory as JSON.
 */
import { readFileSync } from 'node:fs';
import { compareTraces, recordModel } from 'exray';

const [model, reference, input, side] = process.argv.slice(2);
const bytes = readFileSync(input);
const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
const trace = await recordModel(model, { images: { data, shape: [1, 3, Number(side), Number(side)] } });
const { verdict, layers } = await compareTraces(trace, reference);
console.log(JSON.stringify({ verdict, layers: layers.length, peak: process.resourceUsage().maxRSS / 1024 }));
