import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inferModel } from '../../../src/runtimes/onnxruntime-node/infer.ts';
import { opensModel } from '../../../src/runtimes/onnxruntime-node/opens.ts';
import { signatureOf } from '../../../src/runtimes/onnxruntime-node/signature.ts';
import { buildModel, floats, ints } from '../../formats/onnx/buildModel.ts';
import { modelFile } from './effnet.ts';

const bytes = buildModel({
  nodes: [['Relu', ['x'], ['y']]],
  inputs: { x: ['float32', ['n', 4]] },
  outputs: ['y'],
});

describe('a model runs as an app would run it', () => {
  it('on named inputs', async () => {
    const { outputs } = await inferModel({ bytes }, { x: floats([1, 4], [-1, 2, -3, 4]) }, {});
    expect(outputs.y).toEqual({ dtype: 'float32', shape: [1, 4], data: Float32Array.of(0, 2, 0, 4) });
  });

  it('tells what it takes, unknown sides as null', () => {
    expect(signatureOf({ bytes })).toEqual([{ name: 'x', dtype: 'float32', shape: [null, 4] }]);
  });
});

describe('inputs that are not the model’s are refused in words', () => {
  it.each([
    [
      'another name',
      { z: floats([1, 4]) },
      'exray: the model has no input z. It takes x float32 [?, 4]. Give the inputs by these names.',
    ],
    ['none', {}, 'exray: the model was not given its input x. It takes x float32 [?, 4]. Give every input.'],
    [
      'another type',
      { x: ints([1, 4], [1, 2, 3, 4]) },
      'exray: the model: input x is int64 [1, 4]. It takes x float32 [?, 4]. Give x as float32.',
    ],
    [
      'another shape',
      { x: floats([4, 1]) },
      'exray: the model: input x is float32 [4, 1]. It takes x float32 [?, 4]. Give x in the shape that the model takes.',
    ],
    [
      'too few values',
      { x: { ...floats([1, 4]), shape: [2, 4] } },
      'exray: the model: input x is float32 [2, 4] but has 4 values, not 8. It takes x float32 [?, 4]. Give data and shape that belong together.',
    ],
  ])('%s', async (_, inputs, message) => {
    await expect(inferModel({ bytes }, inputs, {})).rejects.toThrow(message);
  });
});

describe('models that do not load', () => {
  it('a missing file', async () => {
    await expect(inferModel({ path: 'fixtures/models/none.onnx' }, {}, {})).rejects.toThrow(
      "exray: fixtures/models/none.onnx can't be read. There is no such file. Give the path of an ONNX file, relative to the working directory.",
    );
  });

  it('a missing file outside of the working directory, by its whole path', async () => {
    const outside = path.resolve('..', 'none.onnx');
    await expect(inferModel({ path: '../none.onnx' }, {}, {})).rejects.toThrow(
      `exray: ${outside} can't be read. There is no such file.`,
    );
  });

  it('an opset that the runtime does not know yet', async () => {
    const future = buildModel({ nodes: [['Relu', ['x'], ['y']]], inputs: { x: ['float32', [1]] }, outputs: ['y'] }, 99);
    await expect(inferModel({ bytes: future }, { x: floats([1]) }, {})).rejects.toThrow(
      /^exray: onnxruntime-node can't load the model: .*99.* Update onnxruntime-node, or export the model with an older opset\.$/s,
    );
  });

  it('an operator that the runtime does not have', async () => {
    const odd = buildModel({ nodes: [['Levitate', ['x'], ['y']]], inputs: { x: ['float32', [1]] }, outputs: ['y'] });
    await expect(inferModel({ bytes: odd }, { x: floats([1]) }, {})).rejects.toThrow(
      /can't load the model: .*Levitate/s,
    );
  });
});

describe('whether a file is a model', () => {
  it('is told by its name or its first bytes', async () => {
    expect(await opensModel({ path: modelFile('effnet-lite0-trunc') })).toBe(true);
    expect(await opensModel({ bytes })).toBe(true);
    expect(await opensModel({ path: 'package.json' })).toBe(false);
    expect(await opensModel({ path: 'none.bin' })).toBe(false);
  });
});
