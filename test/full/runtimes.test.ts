import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scaleWeights } from '../../examples/demo/faults.ts';
import { install, passed, project, vitest } from '../consumers/harness.ts';
import { others, runtime } from '../consumers/installations.ts';
import { outcomeOf, vitestReport } from '../consumers/outcome.ts';
import { buildModel, floats } from '../formats/onnx/buildModel.ts';

const models = fileURLToPath(new URL('../../fixtures/models', import.meta.url));

/** A 4-bit tensor between input and output: the runtime ends the process when one is fetched. */
const fourBits = buildModel(
  {
    nodes: [
      ['QuantizeLinear', ['x', 'scale', 'zero'], ['four']],
      ['DequantizeLinear', ['four', 'scale', 'zero'], ['y']],
    ],
    inputs: { x: ['float32', [4]] },
    outputs: ['y'],
    weights: { scale: floats([], [1]), zero: { dtype: 'int4', shape: [], data: Int8Array.of(0) } },
  },
  21,
);
const oddTest = `import { recordModel } from 'exray';
import { expect, test } from 'vitest';

test('4-bit tensors are read as integers or named, and the process lives', async () => {
  const x = { data: Float32Array.of(1, 2, -3, 4), shape: [4] };
  const trace = await recordModel('models/four-bits.onnx', { x }, { capture: 'original' });
  const read = {};
  for await (const { id, tensor } of trace.layers.read()) read[id] = [...tensor.data];
  for (const { id } of (await trace.layers.list()).unseen) read[id] = 'unseen';
  const four = process.env.CASTS_FOUR_BITS ? [1, 2, -3, 4] : 'unseen';
  expect(read).toEqual({ four, y: [1, 2, -3, 4] });
});

test('an int8 model is recorded bit by bit and compared with its float model', async () => {
  const images = { data: Float32Array.from({ length: 3 * 64 * 64 }, (_, at) => Math.sin(at * 0.01)), shape: [1, 3, 64, 64] };
  const trace = await recordModel('models/int8.onnx', { images });
  await expect(trace).toMatchReferenceLayers('../models/int8.onnx');
  await expect(trace).toMatchReferenceLayers('../models/reference.onnx');
  expect(trace.notes).toEqual([]);
});
`;

// 1.21 says nothing of the types of outputs: the graph has to.
test.each([['1.21.1'], ['1.22.0'], ['1.24.3']])(
  'with onnxruntime-node %s, layers are compared with a model',
  async (version) => {
    const at = await install(version === '1.21.1' ? 'runtime-1.21' : `runtime-${version}`, runtime(version));
    const folder = project(at, 'matching', { 'vitest/odd.test.ts': oddTest });
    const model = join(models, 'effnet-lite0-trunc.onnx');
    mkdirSync(join(folder, 'models'));
    for (const name of ['healthy', 'reference']) cpSync(model, join(folder, `models/${name}.onnx`));
    cpSync(join(models, 'effnet-lite0-trunc-int8.onnx'), join(folder, 'models/int8.onnx'));
    writeFileSync(join(folder, 'models/broken.onnx'), scaleWeights(readFileSync(model), 'block01/depthwise', 1.01));
    writeFileSync(join(folder, 'models/four-bits.onnx'), fourBits);
    const { output } = await vitest(at, folder, vitestReport, version === '1.24.3' ? { CASTS_FOUR_BITS: '1' } : {});
    const { 'a broken model is named by its layer': broken, ...outcome } = outcomeOf(folder);
    expect(broken).toMatch(/^.*block01\/depthwise\/relu6 \(FusedConv\) diverges: on the inputs that it got/);
    expect(outcome, output).toMatchObject({
      'a healthy model matches its reference': '',
      '4-bit tensors are read as integers or named, and the process lives': '',
      'an int8 model is recorded bit by bit and compared with its float model': '',
    });
  },
);

// Before 1.25.1 onnxruntime-node itself fails in worker threads.
test.each([['1.22.0'], ['1.24.3']])('onnxruntime-node %s is recorded in forks and vmForks', async (version) => {
  const at = await install(`runtime-${version}`, runtime(version));
  passed(await vitest(at, project(at, 'recording', {}, 'forks'), ['--pool=forks']), 7);
  passed(await vitest(at, project(at, 'recording', {}, 'vmForks'), ['--pool=vmForks']), 7);
});

test('onnxruntime-node 1.21, which has no input metadata, is recorded', async () => {
  const at = await install('runtime-1.21', runtime('1.21.1'));
  passed(await vitest(at, project(at, 'recording', {}, 'forks'), ['--pool=forks']), 7);
});

test('runtimes that exray does not observe, and kernels without a model, are named', async () => {
  const at = await install('others', others);
  const run = await vitest(at, project(at, 'others'));
  passed(run, 5);
  expect(run.output).not.toContain('Unhandled');
});
