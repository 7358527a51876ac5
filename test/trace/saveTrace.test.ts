import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayFor, bytesPerElement, dtypes } from '../../src/tensor/dtypes.ts';
import { type DType, elementCount, type Tensor } from '../../src/tensor/tensor.ts';
import { loadTrace } from '../../src/trace/loadTrace.ts';
import { saveTrace } from '../../src/trace/saveTrace.ts';
import type { Layer, LayerSource, Trace } from '../../src/trace/trace.ts';
import { scratchFolder, traceOf, wholeTrace } from './traces.ts';

const numberTensor = (dtype: Exclude<DType, 'string'>, shape: number[]): fc.Arbitrary<Tensor> => {
  const length = elementCount(shape) * bytesPerElement(dtype);
  const bytes = fc.uint8Array({ minLength: length, maxLength: length, ...(dtype === 'bool' ? { max: 1 } : {}) });
  return bytes.map((some) => ({ dtype, shape, data: arrayFor(dtype, Uint8Array.from(some)) }));
};
const stringTensor = (shape: number[]): fc.Arbitrary<Tensor> => {
  const length = elementCount(shape);
  return fc
    .array(fc.string({ unit: 'binary' }), { minLength: length, maxLength: length })
    .map((data) => ({ dtype: 'string', shape, data }));
};
const anyTensor = fc
  .tuple(fc.constantFrom(...dtypes), fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }))
  .chain(([dtype, shape]) => (dtype === 'string' ? stringTensor(shape) : numberTensor(dtype, shape)));

const anyName = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    '__metadata__',
    '7',
    '10',
    'a/b',
    'a"b\\c\n\0',
    'ünï/测试:0',
    'layer/x',
  ),
);
const anyGrid = fc
  .tuple(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -128, max: 255 }))
  .map(([scale, zeroPoint]) => ({ scale: Float32Array.of(scale), zeroPoint: Int32Array.of(zeroPoint), axis: 1 }));
const anyLayer = fc
  .record({
    id: anyName,
    op: fc.string(),
    inputs: fc.array(anyName),
    tensor: anyTensor,
    quantization: fc.option(anyGrid, { nil: undefined }),
    written: fc.option(anyGrid, { nil: undefined }),
    storedAs: fc.option(fc.constantFrom<DType>('bfloat16', 'uint4'), { nil: undefined }),
    kernel: fc.option(fc.string(), { nil: undefined }),
  })
  .map(
    (layer) => Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined)) as unknown as Layer,
  );
const anyTensors = fc.uniqueArray(fc.tuple(anyName, anyTensor), { selector: ([name]) => name, maxLength: 3 });

describe('saving and loading a trace', () => {
  it('gives back every dtype, shape, name and grid, and the same bytes each time', async () => {
    const folder = scratchFolder();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyLayer, { selector: ({ id }) => id, maxLength: 6 }),
        anyTensors,
        anyTensors,
        async (layers, inputs, outputs) => {
          const trace = traceOf(layers, { inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs) });
          const [first, second] = [join(folder, 'a.safetensors'), join(folder, 'b.safetensors')];
          await saveTrace(trace, first);
          const loaded = await loadTrace(first);
          expect(await wholeTrace(loaded)).toEqual(await wholeTrace(trace));
          await saveTrace(loaded, second);
          expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps model, runtime, names, notes, graph, unseen and result', async () => {
    const tensor: Tensor = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) };
    const layer: Layer = { id: 'y', op: 'Gemm', inputs: ['x'], tensor };
    const fingerprint = {
      role: 'weight' as const,
      shape: [2, 3],
      hash: '0123456789abcdef',
      sketch: [1.5, NaN, -Infinity],
      dtype: 'int8' as const,
      perChannel: true,
      scalar: Infinity,
    };
    const info = {
      id: 'y',
      op: 'Gemm',
      node: 'gemm_0',
      output: 1,
      inputs: ['x'],
      weights: [fingerprint],
      attributes: { transB: 1, alpha: NaN, pads: [0, 1] },
      dtype: 'float32' as const,
      shape: [2],
      constant: true,
    };
    const trace = traceOf([layer], {
      model: {
        format: 'onnx',
        sha256: 'a'.repeat(64),
        path: 'models/m.onnx',
        producer: 'pytorch',
        opset: 17,
        weights: 'float16',
        quantization: 'static',
      },
      names: { y: 'fc' },
      notes: ['a note'],
      result: { label: 'pagoda', scores: [0.5, NaN, -Infinity], id: 12345678901234567890n },
      list: { layers: [info], unseen: [{ id: 'z', reason: 'fused into Gemm y' }] },
    });
    const path = join(scratchFolder(), 'trace.safetensors');
    await saveTrace(trace, path);
    expect(await wholeTrace(await loadTrace(path))).toEqual(await wholeTrace(trace));
  });

  it('saves typed arrays in a result as arrays', async () => {
    const path = join(scratchFolder(), 'trace.safetensors');
    await saveTrace(traceOf([], { result: { embedding: Float32Array.of(1, NaN), ids: BigInt64Array.of(3n) } }), path);
    expect((await loadTrace(path)).result).toEqual({ embedding: [1, NaN], ids: [3] });
  });

  it('says which part of a result can be no JSON, before any layer is read', async () => {
    const circular: Record<string, unknown> = {};
    circular.boxes = [{ of: circular }];
    const layers: LayerSource = {
      list: async () => ({ layers: [], unseen: [] }),
      read: () => expect.unreachable('layers were read'),
    };
    const save = (result: unknown) =>
      saveTrace(traceOf([], { result, layers }), join(scratchFolder(), 'x.safetensors'));
    await expect(save(circular)).rejects.toThrow(
      'exray: result.boxes[0].of refers back to an object that holds it, so it cannot be saved. ' +
        'A trace file keeps it as JSON. Return plain data from the recorded function, or save without it: ' +
        'saveTrace({ ...trace, result: undefined }, path).',
    );
    await expect(save({ scores: new Map() })).rejects.toThrow('exray: result.scores is of the kind Map, so');
    await expect(save([new ArrayBuffer(1)])).rejects.toThrow('exray: result[0] is of the kind ArrayBuffer, so');
    let deep: unknown = 1;
    for (let i = 0; i < 5000; i++) deep = [deep];
    await expect(save(deep)).rejects.toThrow('is nested more than 500 levels deep');
  });

  it('keeps the hash of the image and no absolute path', async () => {
    const path = join(scratchFolder(), 'trace.safetensors');
    const photo = 'fixtures/photos/chelsea.png';
    const sha256 = createHash('sha256').update(readFileSync(photo)).digest('hex');
    const load = async (image: NonNullable<Trace['image']>) => {
      await saveTrace(
        traceOf([], { image, model: { format: 'onnx', path: join(process.cwd(), '../elsewhere/m.onnx') } }),
        path,
      );
      const { image: kept, imageSha256, model } = await loadTrace(path);
      return { kept, imageSha256, model: model.path };
    };
    expect(await load(join(process.cwd(), photo))).toEqual({ kept: photo, imageSha256: sha256, model: 'm.onnx' });
    expect(await load(readFileSync(photo))).toEqual({ kept: undefined, imageSha256: sha256, model: 'm.onnx' });
    expect(await load(new URL('https://example.com/a.png?token=1'))).toEqual({
      kept: undefined,
      imageSha256: undefined,
      model: 'm.onnx',
    });
    expect(readFileSync(path, 'latin1')).not.toContain('token');
  });

  it('leaves the old file and no other one behind when a layer cannot be read', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'trace.safetensors');
    await saveTrace(traceOf([]), path);
    const before = readFileSync(path);
    const failing: LayerSource = {
      list: async () => ({ layers: [], unseen: [] }),
      async *read() {
        yield { id: 'a', op: '', inputs: [], tensor: { dtype: 'int8', shape: [1], data: Int8Array.of(1) } };
        throw new Error('the model broke');
      },
    };
    await expect(saveTrace(traceOf([], { layers: failing }), path)).rejects.toThrow('the model broke');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['trace.safetensors']);
  });

  it('refuses two layers of one name', async () => {
    const layer: Layer = { id: 'a', op: '', inputs: [], tensor: { dtype: 'int8', shape: [0], data: new Int8Array(0) } };
    await expect(saveTrace(traceOf([layer, layer]), join(scratchFolder(), 'x.safetensors'))).rejects.toThrow(
      'exray: two tensors are named "layer/a". A file of tensors holds one per name. Give one of them another name.',
    );
  });

  it('lists as unseen what the graph has and nobody captured', async () => {
    const path = join(scratchFolder(), 'trace.safetensors');
    const info = { id: 'gone', op: 'Relu', output: 0, inputs: [], weights: [], attributes: {} };
    await saveTrace(traceOf([], { list: { layers: [info] } }), path);
    expect(await (await loadTrace(path)).layers.list()).toEqual({
      layers: [],
      unseen: [{ id: 'gone', reason: 'not captured' }],
    });
  });

  it('reads only the layers that are asked for, and notices that the file was replaced', async () => {
    const path = join(scratchFolder(), 'trace.safetensors');
    const layer = (id: string): Layer => ({
      id,
      op: '',
      inputs: [],
      tensor: { dtype: 'int8', shape: [1], data: Int8Array.of(1) },
    });
    await saveTrace(traceOf([layer('b'), layer('a')]), path);
    const trace = await loadTrace(path);
    const ids: string[] = [];
    for await (const { id } of trace.layers.read(['a', 'not there'])) ids.push(id);
    expect(ids).toEqual(['a']);
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(statSync(path).size)]));
    await expect(trace.layers.read()[Symbol.asyncIterator]().next()).rejects.toThrow(
      'was written again after it was loaded',
    );
  });

  it.skipIf(!existsSync('/proc/self/fd'))('leaves no file open when somebody stops reading in the middle', async () => {
    const path = join(scratchFolder(), 'trace.safetensors');
    const tensor: Tensor = { dtype: 'int8', shape: [1], data: Int8Array.of(1) };
    await saveTrace(traceOf(['a', 'b'].map((id) => ({ id, op: '', inputs: [], tensor }))), path);
    const abandoned = (await loadTrace(path)).layers.read()[Symbol.asyncIterator]();
    expect((await abandoned.next()).value.id).toBe('a');
    const open = readdirSync('/proc/self/fd').map((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`);
      } catch {
        return '';
      }
    });
    expect(open).not.toContain(path);
    expect((await abandoned.next()).value.id).toBe('b');
  });

  it('holds a few layers at a time, however many there are', async () => {
    const path = join(scratchFolder(), 'large.safetensors');
    const [count, bytes] = [40, 8 * 2 ** 20];
    let largest = 0;
    const note = () => {
      largest = Math.max(largest, process.memoryUsage().arrayBuffers);
    };
    const start = process.memoryUsage().arrayBuffers;
    const layers: LayerSource = {
      list: async () => ({ layers: [], unseen: [] }),
      async *read() {
        for (let i = 0; i < count; i++) {
          const data = new Float32Array(bytes / 4).fill(i);
          yield { id: `${i}`, op: '', inputs: [], tensor: { dtype: 'float32', shape: [data.length], data } };
          note();
        }
      },
    };
    await saveTrace(traceOf([], { layers }), path);
    expect(statSync(path).size).toBeGreaterThan(count * bytes);
    let next = 0;
    for await (const { tensor } of (await loadTrace(path)).layers.read()) {
      expect(tensor.data[7]).toBe(next++);
      note();
    }
    expect(largest - start).toBeLessThan((count / 2) * bytes);
  });
});

describe('a trace that is saved the wrong way', () => {
  const refusal = (trace: unknown, path: unknown) =>
    saveTrace(trace as Trace, path as string).then(
      () => 'saved',
      (error: Error) => error.message,
    );

  it('names the ending that matchers look for', async () => {
    const path = join(scratchFolder(), 'x.json');
    expect(await refusal(traceOf([]), path)).toMatch(/x\.json does not end in \.safetensors\..*Write for instance/);
    expect(existsSync(path)).toBe(false);
  });

  it('says that arguments are swapped, or what they are not', async () => {
    expect(await refusal('x.safetensors', traceOf([]))).toMatch(/the path comes first and the trace second/);
    expect(await refusal(Promise.resolve(), 'x.safetensors')).toMatch(/the first argument is a promise and no trace/);
    expect(await refusal(undefined, 'x.safetensors')).toMatch(/the first argument is no trace/);
    expect(await refusal(traceOf([]), undefined)).toMatch(/the second argument is no path/);
  });
});
