import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isExrayError } from '../../src/errors.ts';
import { encodeSafetensors } from '../../src/formats/safetensors/encodeSafetensors.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { loadTrace } from '../../src/trace/loadTrace.ts';
import { saveTrace } from '../../src/trace/saveTrace.ts';
import { mutations } from '../formats/mutations.ts';
import { scratchFolder, traceOf, wholeTrace } from './traces.ts';

const one: Tensor = { dtype: 'float32', shape: [1], data: Float32Array.of(1) };

/** Loads a file of these tensors and metadata. */
const load = async (tensors: Record<string, Tensor>, metadata: Record<string, string> = {}) => {
  const path = join(scratchFolder(), 'file.safetensors');
  writeFileSync(path, encodeSafetensors(tensors, metadata));
  return wholeTrace(await loadTrace(path));
};

describe('loading files of others', () => {
  it('reads a trace that TensorFlow Lite made: layers in order, names, layout', async () => {
    const trace = await wholeTrace(await loadTrace('fixtures/traces/china-tflite.safetensors'));
    expect(trace.layers).toHaveLength(20);
    expect(trace.layers[0]?.id).toBe('stem/conv/relu6;stem/conv;stem/conv/conv2d;Const_341');
    expect(trace.names?.[trace.layers[0]?.id as string]).toBe('stem/conv/relu6');
    expect(trace.layers[0]?.tensor.shape).toEqual([1, 32, 32, 32]);
    expect(trace.inputs.images?.shape).toEqual([1, 64, 64, 3]);
    expect(Object.keys(trace.outputs)).toEqual(['features']);
    expect([trace.layout, trace.model, trace.runtime.name]).toEqual([
      'NHWC',
      { format: 'arrays', producer: 'ai-edge-litert' },
      'ai-edge-litert',
    ]);
  });

  it('reads a trace that PyTorch made, and what it says is what is in it', async () => {
    const trace = await wholeTrace(await loadTrace('fixtures/traces/china-torch.safetensors'));
    expect(trace.layers).toHaveLength(32);
    expect(trace.layers.map(({ id }) => id).slice(0, 3)).toEqual(['stem/conv', 'stem/conv/relu6', 'block00/depthwise']);
    expect(trace.runtime).toEqual({ name: 'pytorch', version: '2.15.0', provider: '', isa: '' });
    const values = trace.layers[1]?.tensor.data as Float32Array;
    expect(Math.max(...values)).toBeLessThanOrEqual(6);
    expect(trace.list.layers.map(({ dtype, shape }) => [dtype, shape])).toEqual(
      trace.layers.map(({ tensor }) => [tensor.dtype, tensor.shape]),
    );
  });

  it('reads a plain file of arrays: every key is a layer', async () => {
    const trace = await load({ conv1: one, 'input/odd': one }, { format: 'pt' });
    expect(trace.layers.map(({ id }) => id)).toEqual(['conv1', 'input/odd']);
    expect([trace.inputs, trace.layout, trace.model.format]).toEqual([{}, 'unknown', 'arrays']);
  });

  it('says which metadata are wrong', async () => {
    const loading = (metadata: Record<string, string>) => load({ 'layer/a': one }, metadata);
    await expect(loading({ order: '[' })).rejects.toThrow('has metadata "order" that is no JSON');
    await expect(loading({ order: '{}' })).rejects.toThrow('has metadata "order" that is no JSON array');
    await expect(loading({ order: '["b"]' })).rejects.toThrow('lists the layer "b" in its order, but does not hold it');
    await expect(loading({ names: '[1]' })).rejects.toThrow('has metadata "names" that is no JSON object of strings');
  });
});

describe('loading a trace that is wrong', () => {
  const loading = (metadata: Record<string, string>, tensors: Record<string, Tensor> = { 'layer/a': one }) =>
    load(tensors, { format: 'exray.trace/1', order: '["a"]', ...metadata });

  it('says what is wrong with it', async () => {
    await expect(load({}, { format: 'exray.trace/1' })).rejects.toThrow('has wrong metadata at order');
    await expect(loading({ order: '["a","b"]' })).rejects.toThrow('lists layer/b, which it does not hold');
    await expect(loading({ order: '[]' })).rejects.toThrow('holds layer/a, which its metadata do not list');
    await expect(loading({ order: '["a","a"]' })).rejects.toThrow('lists layer/a twice');
    await expect(loading({ graph: '{"a":{"op":1}}' })).rejects.toThrow('has wrong metadata at graph.a.op');
    await expect(loading({ graph: 'nonsense' })).rejects.toThrow('has metadata "graph" that is no JSON');
    await expect(loading({ layout: 'HWC' })).rejects.toThrow('has wrong metadata at layout');
    await expect(loading({ dtypes: '{"layer/a":"bfloat16"}' })).rejects.toThrow('bfloat16 is never stored as float32');
    await expect(loading({ dtypes: '{"layer/a":"string"}' })).rejects.toThrow('the bytes of a JSON array of strings');
    await expect(loading({ model: '{"format":"caffe"}' })).rejects.toThrow('docs/trace-format.md describes the format');
  });

  it('knows a newer format, and a file of exray that is no trace', async () => {
    await expect(loading({ format: 'exray.trace/2' })).rejects.toThrow(
      'is a trace of the format exray.trace/2. This exray reads exray.trace/1. Update exray here',
    );
    await expect(loading({ format: 'exray.golden/1' })).rejects.toThrow('is no trace, but exray.golden/1');
  });

  it('names the path, relative to the project, of a file that is missing, a folder, or of another kind', async () => {
    await expect(loadTrace('fixtures/traces/none.safetensors')).rejects.toThrow(
      'exray: fixtures/traces/none.safetensors does not exist. A relative path begins in the working directory; only those',
    );
    await expect(loadTrace('fixtures/traces')).rejects.toThrow(
      'exray: fixtures/traces is a folder. Give the path of a file.',
    );
    await expect(loadTrace('fixtures/models/effnet-lite0-trunc.onnx')).rejects.toThrow(
      'exray: fixtures/models/effnet-lite0-trunc.onnx is no file of tensors that exray knows.',
    );
    const folder = scratchFolder();
    mkdirSync(join(folder, 'sub'));
    const kinds: [Buffer | string, string][] = [
      ['', 'is empty'],
      [
        'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n',
        'is a Git LFS pointer, not the file itself',
      ],
      ['<!DOCTYPE html><html>', 'is text, not a file of tensors'],
      [Buffer.from('8004950b', 'hex'), 'is a Python pickle'],
      [Buffer.from('\x93NUMPY\x01\0', 'latin1'), 'is a npy file, not safetensors'],
      [Buffer.from('PK\x03\x04'), 'is a zip file, not safetensors'],
      [readFileSync('fixtures/traces/china-torch.safetensors').subarray(0, 70_000), 'is truncated: "layer/'],
      [
        readFileSync('fixtures/traces/china-torch.safetensors').subarray(0, 3000),
        'is truncated: its header ends at byte 5584',
      ],
    ];
    for (const [bytes, message] of kinds) {
      const path = join(folder, 'file.safetensors');
      writeFileSync(path, bytes);
      await expect(loadTrace(path)).rejects.toThrow(message);
    }
  });

  it('never crashes, hangs or passes wrong sizes on: thousands of mutated traces', async () => {
    const path = join(scratchFolder(), 'trace.safetensors');
    const tensor: Tensor = { dtype: 'string', shape: [2], data: ['a', 'b'] };
    await saveTrace(
      traceOf([{ id: 'a', op: 'Relu', inputs: ['x'], tensor: one }], {
        inputs: { x: one },
        outputs: { s: tensor },
        result: [1],
      }),
      path,
    );
    let passed = 0;
    for (const bytes of mutations(readFileSync(path), 3000)) {
      writeFileSync(path, bytes);
      const trace = await loadTrace(path)
        .then(wholeTrace)
        .catch((error) => {
          if (!isExrayError(error)) throw error;
        });
      if (trace === undefined) continue;
      passed++;
      for (const layer of trace.layers)
        expect(layer.tensor.data).toHaveLength(layer.tensor.shape.reduce((a, b) => a * b, 1));
    }
    // Some mutations only touch values or names: were there none, the mutations would not reach past the header.
    expect(passed).toBeGreaterThan(10);
  });
});
