import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordModel } from '../../src/record/recordModel.ts';
import { compareTraces } from '../../src/reference/compareTraces.ts';
import { onnxruntimeNode } from '../../src/runtimes/onnxruntime-node/onnxruntimeNode.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { loadTrace } from '../../src/trace/loadTrace.ts';
import { saveTrace } from '../../src/trace/saveTrace.ts';
import { scratchFolder, traceOf, wholeTrace } from '../trace/traces.ts';
import { findPython, runPython } from './python.ts';

const root = process.cwd();
const withNumpy = findPython(['numpy', 'safetensors']);
const withOnnx = findPython(['numpy', 'safetensors', 'onnx', 'onnxruntime']);
const withTorch = findPython(['numpy', 'safetensors', 'torch']);
const withTflite = findPython(['numpy', 'safetensors', 'ai_edge_litert.interpreter']);
const withKeras = findPython(['numpy', 'safetensors', 'keras']);

type Python = ReturnType<typeof findPython>;

/** A test that runs where Python has what it needs; elsewhere its name says why it was skipped. */
const itWith = (
  python: Python,
  name: string,
  test: (run: (code: string) => string, folder: string) => Promise<void>,
) => {
  if ('reason' in python) it.skip(`${name} (skipped: ${python.reason})`, () => {});
  else
    it(name, async () => {
      const folder = scratchFolder();
      await test((code) => runPython(python.command, code, folder), folder);
    });
};

const load = async (folder: string, name = 'trace.safetensors') => wholeTrace(await loadTrace(join(folder, name)));

describe('exray_trace.py writes what loadTrace reads', () => {
  itWith(withNumpy, 'arrays of every dtype, with names and a result', async (run, folder) => {
    run(`
import numpy as np, exray_trace
arrays = {name: np.arange(6).reshape(2, 3).astype(name) for name in
          "float64 float32 float16 int64 int32 int16 int8 uint64 uint32 uint16 uint8 bool".split()}
arrays["strings"] = np.array([["a", "ü😀"], ["", "b"]])
arrays["scalar"] = np.float32(2.5)
arrays["empty"] = np.zeros((0, 3), "f4")
arrays["transposed"] = np.arange(6, dtype=">f4").reshape(2, 3).T
trace = exray_trace.from_arrays(arrays, {"x": [1.5]}, {"y": np.array([True])}, names={"float32": "conv/1"}, layout="NHWC",
                                result={"score": float("nan"), "label": "pagoda", "big": 2**60, "top": np.arange(2)})
trace.image = [b"one", b"two"]
trace.save("trace.safetensors"); trace.save("again/trace.safetensors")
`);
    const trace = await load(folder);
    const hashes = ['one', 'two'].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    expect(trace.imageSha256).toEqual(hashes);
    const numbers = { dtype: 'float32', shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) };
    expect(trace.layers.map(({ id, tensor }) => [id, tensor.dtype]).slice(0, 12)).toEqual(
      'float64 float32 float16 int64 int32 int16 int8 uint64 uint32 uint16 uint8 bool'
        .split(' ')
        .map((name) => [name, name]),
    );
    expect(trace.layers[1]?.tensor).toEqual(numbers);
    expect(trace.layers[2]?.tensor.data).toEqual(Uint16Array.of(0, 0x3c00, 0x4000, 0x4200, 0x4400, 0x4500));
    expect(trace.layers[11]?.tensor.data).toEqual(Uint8Array.of(0, 1, 1, 1, 1, 1));
    expect(trace.layers.slice(12).map(({ tensor }) => tensor)).toEqual([
      { dtype: 'string', shape: [2, 2], data: ['a', 'ü😀', '', 'b'] },
      { dtype: 'float32', shape: [], data: Float32Array.of(2.5) },
      { dtype: 'float32', shape: [0, 3], data: new Float32Array(0) },
      { dtype: 'float32', shape: [3, 2], data: Float32Array.of(0, 3, 1, 4, 2, 5) },
    ]);
    expect(trace.inputs).toEqual({ x: { dtype: 'float64', shape: [1], data: Float64Array.of(1.5) } });
    expect(trace.outputs).toEqual({ y: { dtype: 'bool', shape: [1], data: Uint8Array.of(1) } });
    expect([trace.names, trace.layout, trace.model, trace.result]).toEqual([
      { float32: 'conv/1' },
      'NHWC',
      { format: 'arrays' },
      { score: NaN, label: 'pagoda', big: 2n ** 60n, top: [0, 1] },
    ]);
    expect(
      readFileSync(join(folder, 'again/trace.safetensors')).equals(readFileSync(join(folder, 'trace.safetensors'))),
    ).toBe(true);
  });

  itWith(withNumpy, 'what saveTrace wrote is read by safetensors alone', async (run, folder) => {
    const bits = { dtype: 'bfloat16', shape: [2], data: Uint16Array.of(0x3f80, 0xc000) } as const;
    const strings = { dtype: 'string', shape: [2], data: ['a', 'ü'] } as const;
    await saveTrace(
      traceOf(
        [
          {
            id: 'a',
            op: 'Relu',
            inputs: ['x'],
            tensor: { dtype: 'float16', shape: [1, 2], data: Uint16Array.of(0x3c00, 0xc000) },
          },
          { id: 'b', op: 'Cast', inputs: ['a'], tensor: bits },
          { id: 'c', op: '', inputs: [], tensor: { dtype: 'string', shape: [2], data: [...strings.data] } },
          { id: 'd', op: '', inputs: [], tensor: { dtype: 'int4', shape: [2], data: Int8Array.of(-8, 7) } },
        ],
        { inputs: { x: { dtype: 'float32', shape: [1], data: Float32Array.of(0.5) } } },
      ),
      join(folder, 'js.safetensors'),
    );
    const shown = run(`
import json, numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file
arrays = load_file("js.safetensors")
metadata = safe_open("js.safetensors", "np").metadata()
bits = arrays["layer/b"].astype("u4") << 16
print(json.dumps([arrays["layer/a"].tolist(), bits.view("f4").tolist(), json.loads(arrays["layer/c"].tobytes()),
                  arrays["layer/d"].tolist(), arrays["input/x"].tolist(), json.loads(metadata["order"]), metadata["format"]]))
`);
    expect(JSON.parse(shown)).toEqual([
      [[1, -2]],
      [1, -2],
      ['a', 'ü'],
      [-8, 7],
      [0.5],
      ['a', 'b', 'c', 'd'],
      'exray.trace/1',
    ]);
  });

  itWith(withOnnx, 'from_onnx: every layer of a float model, equal to PyTorch’s', async (run, folder) => {
    run(`
import exray_trace
from safetensors.numpy import load_file
image = load_file(${JSON.stringify(join(root, 'fixtures/traces/china-torch.safetensors'))})["input/images"]
exray_trace.from_onnx(${JSON.stringify(join(root, 'fixtures/models/effnet-lite0-trunc.onnx'))}, {"images": image},
                      image=${JSON.stringify(join(root, 'fixtures/photos/china.jpg'))}).save("trace.safetensors")
`);
    const trace = await load(folder);
    const torch = await wholeTrace(await loadTrace('fixtures/traces/china-torch.safetensors'));
    const byId = new Map(torch.layers.map(({ id, tensor }) => [id, tensor.data as Float32Array]));
    let compared = 0;
    for (const { id, tensor } of trace.layers) {
      const other = byId.get(id);
      if (other === undefined) continue;
      compared++;
      const values = tensor.data as Float32Array;
      const scale = Math.max(...other) - Math.min(...other);
      const square = values.reduce((sum, value, i) => sum + (value - (other[i] as number)) ** 2, 0);
      expect(Math.sqrt(square / values.length) / scale, id).toBeLessThan(1e-5);
    }
    expect(compared).toBe(31); // all but the last, which is the output `features`
    expect(trace.model).toMatchObject({
      format: 'onnx',
      opset: 17,
      weights: 'float32',
      path: 'effnet-lite0-trunc.onnx',
    });
    expect(trace.imageSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(trace.list.layers.slice(0, 2).map(({ op, inputs }) => [op, inputs])).toEqual([
      ['Conv', ['images']],
      ['Clip', ['stem/conv']],
    ]);
  });

  itWith(
    withOnnx,
    'from_onnx: the graph, weights and grids that a recording of the original graph has',
    async (run, folder) => {
      const image = await loadTrace('fixtures/traces/china-torch.safetensors');
      for (const name of ['effnet-lite0-trunc', 'effnet-lite0-trunc-int8', 'effnet-lite0-trunc-torch-export']) {
        const path = `fixtures/models/${name}.onnx`;
        const inference = await onnxruntimeNode.infer({ path }, { images: image.inputs.images as Tensor }, {});
        const recorded = await onnxruntimeNode.capture(inference, {
          capture: 'original',
          layers: 'all',
          maxBytes: 2 ** 30,
        });
        run(`
import exray_trace
from safetensors.numpy import load_file
image = load_file(${JSON.stringify(join(root, 'fixtures/traces/china-torch.safetensors'))})["input/images"]
exray_trace.from_onnx(${JSON.stringify(join(root, path))}, [image]).save("trace.safetensors")
`);
        const [ours, theirs] = [await load(folder), await wholeTrace(recorded)];
        const infos = ({ list }: typeof ours) =>
          list.layers.map(({ dtype: _, shape: __, ...info }) => ({
            ...info,
            weights: info.weights.map(({ sketch, ...weight }) => ({ ...weight, sketch: sketch.map((sum) => sum + 0) })),
          }));
        expect(infos(ours), name).toEqual(infos(theirs));
        const grids = ({ layers }: typeof ours) =>
          layers.map(({ id, quantization, written }) => ({ id, quantization, written }));
        expect(grids(ours), name).toEqual(grids(theirs));
        expect({ ...ours.model, path }, name).toEqual(theirs.model);
      }
    },
  );

  itWith(withOnnx, 'from_onnx: a model under other names is the reference of a recording', async (run, folder) => {
    const torch = await loadTrace('fixtures/traces/china-torch.safetensors');
    const deployed = await recordModel('fixtures/models/effnet-lite0-trunc.onnx', {
      images: torch.inputs.images as Tensor,
    });
    run(`
import exray_trace
from safetensors.numpy import load_file
image = load_file(${JSON.stringify(join(root, 'fixtures/traces/china-torch.safetensors'))})["input/images"]
exray_trace.from_onnx(${JSON.stringify(join(root, 'fixtures/models/effnet-lite0-trunc-torch-export.onnx'))}, [image]).save("trace.safetensors")
`);
    const comparison = await compareTraces(deployed, join(folder, 'trace.safetensors'));
    expect(comparison.findings).toEqual([]);
    expect(comparison.verdict).toBe('match');
    expect(comparison.layers.length).toBeGreaterThanOrEqual(20);
    expect(comparison.layers.every(({ drift }) => drift < 1e-5)).toBe(true);
    expect(comparison.layers.every(({ deployed: id, reference }) => id !== reference || id === 'features')).toBe(true);
  });

  itWith(withOnnx, 'from_onnx refuses a wrong name or type and converts Python’s floats', async (run) => {
    const model = JSON.stringify(join(root, 'fixtures/models/effnet-lite0-trunc.onnx'));
    const shown = run(`
import numpy as np, exray_trace
def attempt(inputs):
    try:
        return exray_trace.from_onnx(${model}, inputs).inputs["images"].dtype.name
    except Exception as error:
        return f"{type(error).__name__}: {error}"
print(attempt({"image": np.zeros((1, 3, 64, 64))}))
print(attempt({}))
print(attempt(np.zeros((1, 3, 64, 64))))
print(attempt(np.full((1, 3, 64, 64), "a")))
`);
    expect(shown.split('\n').slice(0, 3)).toEqual([
      "ValueError: the model has no input 'image'; it has images",
      "ValueError: the model's input 'images' is missing",
      'float32',
    ]);
  });

  itWith(
    withTorch,
    'from_torch: submodules called twice, in place, with tuples, dicts and bfloat16',
    async (run, folder) => {
      run(`
import torch, exray_trace
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 4, 3)
        self.bn = torch.nn.BatchNorm2d(4)
        self.relu = torch.nn.ReLU(inplace=True)
        self.body = torch.nn.Sequential(torch.nn.Conv2d(4, 4, 1), torch.nn.ReLU(inplace=True))
        self.embedding = torch.nn.Embedding(5, 4)
        self.lstm = torch.nn.LSTM(4, 2, batch_first=True)
        self.narrow = torch.nn.Linear(2, 2).bfloat16()
    def forward(self, image, ids, scale=2.0):
        x = self.relu(self.bn(self.conv(image)))
        x = self.relu((self.body(x) + self.body(x) - 1) * scale)
        y, _ = self.lstm(self.embedding(ids))
        return {"x": x, "y": (y, self.narrow(y.bfloat16()))}
torch.manual_seed(0)
net = Net()
exray_trace.from_torch(net, {"image": torch.randn(1, 3, 6, 6), "ids": torch.tensor([[1, 2]])}).save("trace.safetensors")
assert net.training
`);
      const trace = await load(folder);
      expect(trace.layers.map(({ id }) => id)).toEqual([
        'conv',
        'bn',
        'relu',
        'body.0',
        'body.1',
        'body.0:1',
        'body.1:1',
        'relu:1',
        'embedding',
        'lstm.0',
        'lstm.1.0',
        'lstm.1.1',
        'narrow',
      ]);
      const values = (id: string) => trace.layers.find((layer) => layer.id === id)?.tensor.data as Float32Array;
      expect(Math.min(...values('bn'))).toBeLessThan(0);
      expect(Math.min(...values('relu'))).toBe(0);
      expect(trace.layers.at(-1)?.tensor.dtype).toBe('bfloat16');
      expect(Object.keys(trace.outputs)).toEqual(['x', 'y.0', 'y.1']);
      expect(trace.inputs.ids).toEqual({ dtype: 'int64', shape: [1, 2], data: BigInt64Array.of(1n, 2n) });
      expect(trace.list.layers[0]?.weights.map(({ role, shape }) => [role, shape])).toEqual([
        ['weight', [4, 3, 3, 3]],
        ['bias', [4]],
      ]);
    },
  );

  itWith(withKeras, 'from_keras: nested models and layers that are called twice', async (run, folder) => {
    run(`
import numpy as np, keras, exray_trace
from keras import layers as L
image = keras.Input((8, 8, 3), name="image")
relu = L.ReLU(name="relu")
x = relu(L.Conv2D(4, 3, name="conv")(image))
x = relu(L.DepthwiseConv2D(3, name="depthwise")(x))
inner = keras.Sequential([L.Conv2D(4, 1, name="c1"), L.ReLU(name="r1")], name="inner")
x = L.Add(name="add")([inner(x), x])
model = keras.Model(image, L.Dense(2, name="fc")(L.GlobalAveragePooling2D(name="pool")(x)))
exray_trace.from_keras(model, [np.random.default_rng(0).random((1, 8, 8, 3), "f4")]).save("trace.safetensors")
`);
    const trace = await load(folder);
    const ids = trace.layers.map(({ id }) => id.split('/').at(-1));
    expect(ids).toEqual(['conv', 'relu', 'depthwise', 'relu:1', 'c1', 'r1', 'add', 'pool', 'fc']);
    expect(
      trace.list.layers.flatMap(({ weights }) =>
        weights.filter(({ role }) => role === 'weight').map(({ shape }) => shape),
      ),
    ).toEqual([
      [4, 3, 3, 3],
      [4, 1, 3, 3],
      [4, 4, 1, 1],
      [2, 4],
    ]);
    expect(trace.layout).toBe('NHWC');
  });

  itWith(
    withTflite,
    'from_tflite: the layers of a converted model, as its own runtime computes them',
    async (run, folder) => {
      run(`
import exray_trace
from safetensors.numpy import load_file
image = load_file(${JSON.stringify(join(root, 'fixtures/traces/china-tflite.safetensors'))})["input/images"]
exray_trace.from_tflite(${JSON.stringify(join(root, 'fixtures/models/effnet-lite0-trunc.tflite'))}, [image]).save("trace.safetensors")
`);
      const [trace, kept] = [
        await load(folder),
        await wholeTrace(await loadTrace('fixtures/traces/china-tflite.safetensors')),
      ];
      expect(trace.layers.map(({ id }) => id)).toEqual(kept.layers.map(({ id }) => id));
      const first = trace.list.layers[0];
      expect([first?.op, first?.weights.map(({ role, shape }) => [role, shape])]).toEqual([
        'CONV_2D',
        [
          ['weight', [32, 3, 3, 3]],
          ['bias', [32]],
        ],
      ]);
      for (const [i, { tensor }] of trace.layers.entries()) {
        const other = kept.layers[i]?.tensor.data as Float32Array;
        const worst = (tensor.data as Float32Array).reduce(
          (most, value, at) => Math.max(most, Math.abs(value - (other[at] as number))),
          0,
        );
        expect(worst).toBeLessThan(1e-3);
      }
    },
  );
});
