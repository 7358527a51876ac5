import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeGolden } from '../../src/golden/file/encodeGolden.ts';
import { goldenTensor } from '../../src/golden/sketchTensor.ts';
import { sketchTrace } from '../../src/golden/sketchTrace.ts';
import { recordModel } from '../../src/record/recordModel.ts';
import { loadTrace } from '../../src/trace/loadTrace.ts';
import { saveTrace } from '../../src/trace/saveTrace.ts';
import type { Layer } from '../../src/trace/trace.ts';
import { scratchFolder, traceOf } from '../trace/traces.ts';
import { tensorOf } from './goldens.ts';

const relu = (id: string, ...values: number[]): Layer => ({
  id,
  op: 'Relu',
  inputs: ['x'],
  tensor: tensorOf(...values),
});
const whole = () =>
  traceOf([relu('a', 1, 2), relu('y', 3, 4)], {
    inputs: { x: tensorOf(1) },
    outputs: { y: tensorOf(3, 4) },
    result: { label: 'pagoda' },
  });

describe('a golden of a trace', () => {
  it('holds every layer in execution order, the inputs as layer 0, and the outputs', async () => {
    const images = { data: new Float32Array(3 * 64 * 64).fill(0.25), shape: [1, 3, 64, 64] };
    const trace = await recordModel('fixtures/models/effnet-lite0-trunc.onnx', { images }, { capture: 'original' });
    const golden = await sketchTrace(trace);
    const { layers } = await trace.layers.list();
    expect(golden.layers.map(({ id, op, inputs }) => ({ id, op, inputs }))).toEqual(
      layers.map(({ id, op, inputs }) => ({ id, op, inputs })),
    );
    expect(golden.inputs).toEqual([goldenTensor('images', { dtype: 'float32', ...images })]);
    expect(golden.inputSha256.images).toBe(createHash('sha256').update(images.data).digest('hex'));
    expect(golden.outputs.map(({ id, value }) => [id, value])).toEqual([['features', trace.outputs.features]]);
    expect(golden).toMatchObject({ model: trace.model, runtime: trace.runtime, capture: 'original', layout: 'NCHW' });
  });

  it('is the same whether the trace was recorded or loaded', async () => {
    const path = `${scratchFolder()}/a.safetensors`;
    const trace = await recordModel('fixtures/models/effnet-lite0-trunc-int8.onnx', {
      images: { data: new Float32Array(3 * 64 * 64).fill(0.5), shape: [1, 3, 64, 64] },
    });
    await saveTrace(trace, path);
    expect(encodeGolden(await sketchTrace(await loadTrace(path)))).toEqual(encodeGolden(await sketchTrace(trace)));
  });

  it('keeps the grid on which a quantized layer is read', async () => {
    const trace = await recordModel('fixtures/models/effnet-lite0-trunc-int8.onnx', {
      images: { data: new Float32Array(3 * 64 * 64).fill(0.5), shape: [1, 3, 64, 64] },
    });
    const golden = await sketchTrace(trace);
    for await (const { id, quantization } of trace.layers.read()) {
      const kept = golden.layers.find((layer) => layer.id === id)?.quantization;
      expect(kept?.scale, id).toEqual(quantization && [...quantization.scale]);
      expect(kept?.zeroPoint, id).toEqual(quantization && [...quantization.zeroPoint]);
    }
    expect(golden.layers.filter(({ quantization }) => quantization).length).toBeGreaterThan(15);
  });

  it('holds one layer at a time', async () => {
    let held = 0;
    const trace = whole();
    const read = trace.layers.read;
    trace.layers.read = async function* () {
      for await (const layer of read()) {
        held++;
        expect(held).toBe(1);
        yield layer;
        held--;
      }
    };
    expect((await sketchTrace(trace)).layers).toHaveLength(2);
  });

  it('keeps the image’s hash and its path inside the project, never outside', async () => {
    const sha256 = createHash('sha256').update(readFileSync('fixtures/photos/china.jpg')).digest('hex');
    const path = 'fixtures/photos/china.jpg';
    expect((await sketchTrace({ ...whole(), image: resolve(path) })).image).toEqual([{ path, sha256 }]);
    expect((await sketchTrace({ ...whole(), image: readFileSync(path) })).image).toEqual([{ sha256 }]);
    expect((await sketchTrace({ ...whole(), image: [path, path] })).image).toHaveLength(2);
    expect(
      (await sketchTrace({ ...whole(), model: { format: 'onnx', path: '/home/me/secret/a.onnx' } })).model.path,
    ).toBe('a.onnx');
  });

  it('says that layers were chosen', async () => {
    const trace = traceOf([relu('a', 1)], { list: { chosen: true } });
    expect((await sketchTrace(trace)).chosen).toBe(true);
    expect(await sketchTrace(whole())).not.toHaveProperty('chosen');
  });
});

describe('answers in a golden', () => {
  it('are there, with what the app returned', async () => {
    const { outputs, result, layers } = await sketchTrace(whole());
    expect(outputs[0]?.value).toEqual(tensorOf(3, 4));
    expect(result).toEqual({ label: 'pagoda' });
    expect(layers[1]?.samples).toEqual(Float32Array.of(3, 4));
  });

  it('stay out of git where that was asked for: no values, no samples, no result', async () => {
    const golden = await sketchTrace(whole(), { outputs: 'sketch' });
    expect(golden.outputs[0]).not.toHaveProperty('value');
    expect(golden).not.toHaveProperty('result');
    expect([golden.outputs[0]?.samples.length, golden.layers[1]?.samples.length]).toEqual([0, 0]);
    expect(golden.layers[0]?.samples.length).toBe(2);
    expect(golden.outputs[0]?.sketch.length).toBe(128);
  });

  it('are left out where they are large, unless they were asked for', async () => {
    const mask = { dtype: 'float32', shape: [20_000], data: new Float32Array(20_000) } as const;
    const trace = traceOf([], { outputs: { mask }, result: Array.from(mask.data) });
    const golden = await sketchTrace(trace);
    expect(golden.outputs[0]).not.toHaveProperty('value');
    // Its JSON takes 40 KB.
    expect(golden.result).toHaveLength(20_000);
    expect(await sketchTrace({ ...trace, result: 'x'.repeat(70_000) })).not.toHaveProperty('result');
    const raw = await sketchTrace({ ...trace, result: 'x'.repeat(70_000) }, { outputs: 'raw' });
    expect([raw.outputs[0]?.value, raw.result]).toEqual([mask, 'x'.repeat(70_000)]);
  });

  it('that JSON cannot hold are left out, unless they were asked for', async () => {
    const trace = { ...whole(), result: new Map([[1, 2]]) };
    expect(await sketchTrace(trace)).not.toHaveProperty('result');
    await expect(sketchTrace(trace, { outputs: 'raw' })).rejects.toThrow(
      'result is of the kind Map, so it cannot be saved',
    );
  });

  it('do not change when the app goes on with its buffer', async () => {
    const y = tensorOf(3, 4);
    const golden = await sketchTrace({ ...whole(), outputs: { y } });
    (y.data as Float32Array)[0] = 99;
    expect(golden.outputs[0]?.value).toEqual(tensorOf(3, 4));
  });
});
