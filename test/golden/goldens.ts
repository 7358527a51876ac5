import type { Golden, GoldenLayer, GoldenTensor } from '../../src/golden/golden.ts';
import { goldenTensor } from '../../src/golden/sketchTensor.ts';
import { recordModel } from '../../src/record/recordModel.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Trace } from '../../src/trace/trace.ts';

/** A photo as the classifier of the example feeds it. */
export const fedPhoto = async (name = 'china.jpg') => {
  const app: string = '../../examples/classifier/src/preprocess.js';
  const { preprocess } = await import(app);
  return { data: (await preprocess(`fixtures/photos/${name}`)) as Float32Array, shape: [1, 3, 224, 224] };
};

/** A trace of one of the whole models on a photo. */
export const wholeModel = async (
  name: 'effnet-lite0' | 'effnet-lite0-int8',
  capture: 'deployed' | 'original',
): Promise<Trace> => recordModel(`fixtures/models/${name}.onnx`, { images: await fedPhoto() }, { capture });

export const tensorOf = (...values: number[]): Tensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

export const layerOf = (kept: GoldenTensor, rest: Partial<GoldenLayer> = {}): GoldenLayer => ({
  ...kept,
  op: 'Relu',
  inputs: ['x'],
  ...rest,
});

/** A golden with one of everything that a golden can hold. */
export const fullGolden = (): Golden => {
  const x = goldenTensor('x', tensorOf(1, 2, 3));
  const bits = { dtype: 'uint8', shape: [2, 2], data: Uint8Array.of(1, 2, 3, 255) } as const;
  const strings = { dtype: 'string', shape: [2], data: ['ü', '😀'] } satisfies Tensor;
  const bfloat16 = { dtype: 'bfloat16', shape: [2], data: Uint16Array.of(0x0a0a, 0xc000) } as const;
  const profile = {
    id: 'conv',
    drift: 0.0125,
    sketch: goldenTensor('p', tensorOf(1, 2, 3, 4)).sketch,
    min: 0,
    max: 4,
    mean: 2.5,
  };
  return {
    model: {
      format: 'onnx',
      sha256: 'ab'.repeat(32),
      path: 'models/a.onnx',
      producer: 'pytorch 2',
      opset: 17,
      quantization: 'static',
    },
    runtime: {
      name: 'onnxruntime-node',
      version: '1.30.0',
      provider: 'cpu',
      level: 'all',
      isa: 'x64+avx2',
      sharp: '0.35.5',
      libvips: '8.18.7',
    },
    capture: 'deployed',
    layout: 'NCHW',
    inputs: [x],
    inputSha256: { x: 'cd'.repeat(32) },
    layers: [
      layerOf(goldenTensor('one', bits, { scale: Float32Array.of(0.1), zeroPoint: Int32Array.of(3) }), {
        op: 'QLinearConv',
        profile,
        inputNoise: Math.fround(1e-3),
      }),
      layerOf(
        goldenTensor('two', bits, { scale: Float32Array.of(0.1, 0.2), zeroPoint: Int32Array.of(0, -3), axis: -1 }),
        {
          op: 'com.microsoft.QLinearAdd',
          inputs: ['one', 'elsewhere', 'x'],
        },
      ),
      layerOf(goldenTensor('spoiled', tensorOf(1, NaN, Infinity, -Infinity, -0)), { noise: Math.fround(2e-7) }),
      layerOf(goldenTensor('mask', tensorOf(...new Array(40).fill(-3.4028234663852886e38))), { storedAs: 'bfloat16' }),
      layerOf(goldenTensor('empty', { dtype: 'float32', shape: [0, 3], data: new Float32Array(0) })),
      layerOf(goldenTensor('scalar', { dtype: 'int64', shape: [], data: BigInt64Array.of(-(2n ** 52n)) })),
      layerOf(goldenTensor('words', strings)),
      layerOf({ ...goldenTensor('y', tensorOf(7, 8)), samples: new Float32Array(0) }),
    ],
    chosen: true,
    outputs: [
      { ...goldenTensor('y', tensorOf(7, 8)), samples: new Float32Array(0) },
      { ...goldenTensor('words', strings), value: strings },
      { ...goldenTensor('narrow', bfloat16), value: bfloat16 },
      { ...goldenTensor('spoiled', tensorOf(5)), value: tensorOf(5) },
    ],
    image: [{ path: 'photos/china.jpg', sha256: 'ef'.repeat(32) }, {}],
    result: { top: [{ label: 'pagoda', score: NaN }], big: 2n ** 60n },
    recipe: { kernel: 'pillow/bicubic' },
  };
};
