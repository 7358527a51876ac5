import { Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { isReceivedTensor, receivedTensor } from '../../../src/preprocessing/tensor/receivedTensor.ts';

const read = (given: unknown) => receivedTensor(given as never, 'toHavePreprocessing');
const values = Float32Array.from({ length: 12 }, (_, i) => i);

describe('a tensor that was fed', () => {
  test("is taken as onnxruntime's, half floats as their bits", async () => {
    expect(await read(new OrtTensor('float32', values, [1, 3, 2, 2]))).toEqual({
      dtype: 'float32',
      shape: [1, 3, 2, 2],
      data: values,
    });
    const half = new OrtTensor('float16', new Uint16Array(12).fill(0x3c00), [1, 3, 2, 2]);
    expect(await read(half)).toMatchObject({ dtype: 'float16', data: new Uint16Array(12).fill(0x3c00) });
    expect((await read(new OrtTensor('uint8', new Uint8Array(12), [1, 2, 2, 3]))).dtype).toBe('uint8');
  });

  test("is taken as tfjs's, which hands its values out on request", async () => {
    const tfjs = { dtype: 'float32', shape: [1, 2, 2, 3], data: async () => values };
    expect(isReceivedTensor(tfjs)).toBe(true);
    expect(await read(tfjs)).toEqual({ dtype: 'float32', shape: [1, 2, 2, 3], data: values });
  });

  test('is taken as plain data, of any array type', async () => {
    expect(await read({ data: new Uint8ClampedArray(12), shape: [2, 2, 3] })).toMatchObject({ dtype: 'uint8' });
    expect(await read({ data: new Float64Array(12), shape: [12] })).toMatchObject({ dtype: 'float64' });
    expect(await read({ data: Buffer.alloc(12), shape: [2, 2, 3] })).toMatchObject({ dtype: 'uint8' });
  });

  test('on a GPU is asked for', async () => {
    const onGpu = {
      type: 'float32',
      dims: [1, 3, 2, 2],
      location: 'gpu-buffer',
      get data(): never {
        throw new Error('The data is not on CPU');
      },
      getData: async () => values,
    };
    expect((await read(onGpu)).data).toBe(values);
  });

  test('that was disposed, or does not fit its shape, is told', async () => {
    const disposed = new OrtTensor('float32', values, [12]);
    disposed.dispose();
    await expect(read(disposed)).rejects.toThrow(
      /the tensor cannot be read \(.*dispose.*\)\. Give it before it is disposed/,
    );
    await expect(read({ data: values, shape: [1, 3, 2, 3] })).rejects.toThrow(
      'the tensor holds 12 values for the shape [1, 3, 2, 3], which are 18',
    );
    await expect(read({ data: [1, 2], shape: [2] })).rejects.toThrow('the tensor holds no typed array');
  });

  test('is told from everything else', () => {
    const others = [undefined, null, 5, 'x', values, [], {}, { data: values }, { data: values, shape: 'NCHW' }];
    expect(others.filter(isReceivedTensor)).toEqual([]);
  });
});
