// Records damaged copies of a model that still parse, in both captures, and reads every layer. Prints each number before
// it starts, so that a crash tells which one it was, and at the end how they went.
// usage: node --import jiti/register damagedModels.child.ts MODEL COUNT [FIRST]
import fs from 'node:fs';
import { readModel } from '../../src/formats/onnx/readModel.ts';
import { onnxruntimeNode } from '../../src/runtimes/onnxruntime-node/onnxruntimeNode.ts';
import { arrayFor } from '../../src/tensor/dtypes.ts';
import { elementCount, type Tensor } from '../../src/tensor/tensor.ts';
import { mutations } from '../formats/onnx/mutations.ts';

const [file = '', count = '0', first = '0'] = process.argv.slice(2);
const LARGEST_INPUT = 1 << 20;

const parses = (bytes: Uint8Array): boolean => {
  try {
    readModel(bytes);
    return true;
  } catch {
    return false;
  }
};

/** Zeros for whatever the damaged model now takes. */
const inputsOf = async (bytes: Uint8Array): Promise<Record<string, Tensor>> => {
  const inputs: Record<string, Tensor> = {};
  for (const { name, dtype, shape } of await onnxruntimeNode.signature({ bytes })) {
    const sides = shape.map((side) => side ?? 1);
    const elements = elementCount(sides) > LARGEST_INPUT ? 0 : elementCount(sides);
    const data = dtype === 'string' ? new Array<string>(elements).fill('') : arrayFor(dtype, elements);
    inputs[name] = { dtype, shape: sides, data };
  }
  return inputs;
};

const result = { recorded: 0, refused: 0, wrong: [] as string[] };
let index = 0;
for (const bytes of mutations(fs.readFileSync(file), Number(count))) {
  if (index++ < Number(first) || !parses(bytes)) continue;
  fs.writeSync(1, `${index}\n`);
  try {
    const inference = await onnxruntimeNode.infer({ bytes }, await inputsOf(bytes), {});
    for (const capture of ['deployed', 'original'] as const) {
      const trace = await onnxruntimeNode.capture(inference, { capture, layers: 'all', maxBytes: 2 ** 28 });
      await trace.layers.list();
      for await (const { tensor } of trace.layers.read()) void tensor;
    }
    result.recorded++;
  } catch (error) {
    if ((error as Error).constructor.name === 'ExrayError') result.refused++;
    else result.wrong.push(`${index}: ${(error as Error).stack?.slice(0, 600)}`);
  }
}
console.log(JSON.stringify(result));
