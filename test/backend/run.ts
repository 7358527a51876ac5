// Runs every backend node test of ONNX through both captures and the replay:
//   python test/backend/export.py FOLDER
//   node --import jiti/register test/backend/run.ts FOLDER [--pack fixtures/backend/node-tests.zip]
// With --pack, the small ones that have layers between input and output are written to that file.
import fs from 'node:fs';
import path from 'node:path';
import { readTestData } from '../../src/formats/onnx/testData.ts';
import { type BackendCase, checkCase } from './checkCase.ts';
import { exceptions } from './exceptions.ts';
import { packCases } from './pack.ts';

const PACKED_BYTES = 24_000;
const [folder = '', flag, packFile] = process.argv.slice(2);

const readCase = async (name: string): Promise<BackendCase | string> => {
  const model = fs.readFileSync(path.join(folder, name, 'model.onnx'));
  if (!fs.readdirSync(path.join(folder, name)).some((file) => file.startsWith('input_')))
    return { name, model, inputs: [] };
  try {
    return { name, model, inputs: (await readTestData(path.join(folder, name))).inputs };
  } catch (error) {
    return (error as Error).message;
  }
};

const sizeOf = ({ model, inputs }: BackendCase): number =>
  inputs.reduce(
    (sum, { tensor }) => sum + (ArrayBuffer.isView(tensor.data) ? tensor.data.byteLength : 0),
    model.length,
  );

const notRun = new Map<string, number>();
const packed: BackendCase[] = [];
let [ran, tensors, wrong] = [0, 0, 0];
for (const name of fs.readdirSync(folder).sort()) {
  const read = await readCase(name);
  const result =
    typeof read === 'string' ? { plain: read, layers: { original: 0 }, problems: [] } : await checkCase(read);
  if (result.plain !== undefined) {
    const reason = result.plain.replaceAll(/\d+/g, 'N').slice(0, 110);
    notRun.set(reason, (notRun.get(reason) ?? 0) + 1);
    continue;
  }
  ran++;
  tensors += result.layers.original;
  if (typeof read !== 'string' && result.layers.original > 1 && sizeOf(read) < PACKED_BYTES) packed.push(read);
  if (result.problems.length === 0) continue;
  wrong++;
  console.log(name, result.problems.slice(0, 3));
}
console.log(`${ran} ran (${tensors} layers), ${wrong} wrong; ${packed.length} small ones with several layers`);
for (const { name, reason, tolerance } of exceptions)
  console.log(`  within ${tolerance}, not bit-equal: ${name.source} (${reason})`);
console.log('not run by onnxruntime-node itself:');
for (const [reason, count] of [...notRun].sort(([, a], [, b]) => b - a)) console.log(`  ${count}  ${reason}`);
if (flag === '--pack' && packFile) {
  fs.mkdirSync(path.dirname(packFile), { recursive: true });
  fs.writeFileSync(packFile, packCases(packed));
}
process.exitCode = wrong > 0 ? 1 : 0;
