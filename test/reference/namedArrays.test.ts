import { expect, test } from 'vitest';
import { namedArrays } from '../../src/reference/namedArrays.ts';

const data = Float32Array.of(1, 2, 3, 4);

test('names with a kind say what they are; others are told by the deployed model', async () => {
  const trace = namedArrays(
    {
      'input/images': { data, shape: [1, 4] },
      'layer/stem/conv': { data, shape: [2, 2] },
      'output/logits': { data, shape: [4] },
      features: { data, shape: [4] },
      other: { data, shape: [4] },
    },
    { inputs: {}, outputs: { features: { dtype: 'float32', shape: [4], data } } },
  );
  expect(Object.keys(trace.inputs)).toEqual(['images']);
  expect(Object.keys(trace.outputs)).toEqual(['logits', 'features']);
  expect((await trace.layers.list()).layers.map(({ id }) => id)).toEqual(['stem/conv', 'logits', 'features', 'other']);
});

test('an array whose size is not its shape is refused by its name', () => {
  expect(() => namedArrays({ stem: { data, shape: [3] } })).toThrowErrorMatchingInlineSnapshot(
    `[ExrayError: exray: the reference's array stem is no tensor. It has 4 values for the shape [3]. Give each array as { data: Float32Array, shape: [1, 3, 224, 224] }.]`,
  );
  expect(() => namedArrays({ stem: [1, 2, 3] as never })).toThrowErrorMatchingInlineSnapshot(
    `[ExrayError: exray: the reference's array stem is no tensor. It has no \`data\` (a typed array) and \`shape\`. Give each array as { data: Float32Array, shape: [1, 3, 224, 224] }.]`,
  );
});
