import { expect, test } from 'vitest';
import { recordModel } from '../../src/record/recordModel.ts';
import { compareTraces } from '../../src/reference/compareTraces.ts';
import { comparisonMessage } from '../../src/report/message.ts';

const image = (name: string, side: number) => ({
  [name]: {
    shape: [1, 3, side, side],
    data: Float32Array.from({ length: 3 * side * side }, (_, i) => Math.sin(i / 40)),
  },
});
const effnet = () => recordModel('fixtures/models/effnet-lite0-trunc.onnx', image('images', 64));

test('a trace of another model is told as such, whatever its layers are called', async () => {
  const other = await recordModel('fixtures/models/graphs/branches.onnx', image('image', 16));
  const comparison = await compareTraces(await effnet(), other);
  expect(comparison.verdict).toBe('mismatch');
  expect(comparisonMessage(comparison, {}).split('\n')[0]).toMatch(
    /^the reference is of another model: of 18 layers with weights here and \d+ there, none is the same/,
  );
});

test('an int8 conversion and a re-export are the same model', async () => {
  for (const name of ['effnet-lite0-trunc-int8', 'effnet-lite0-trunc-torch-export']) {
    const trace = await recordModel(`fixtures/models/${name}.onnx`, image('images', 64));
    const { findings } = await compareTraces(trace, 'fixtures/models/effnet-lite0-trunc.onnx');
    expect(findings.map(({ kind }) => kind)).not.toContain('other-model');
  }
});
