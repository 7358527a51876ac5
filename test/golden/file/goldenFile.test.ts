import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExrayError } from '../../../src/errors.ts';
import { encodeSafetensors } from '../../../src/formats/safetensors/encodeSafetensors.ts';
import { decodeGolden } from '../../../src/golden/file/decodeGolden.ts';
import { encodeGolden } from '../../../src/golden/file/encodeGolden.ts';
import type { Golden, GoldenLayer } from '../../../src/golden/golden.ts';
import { goldenTensor } from '../../../src/golden/sketchTensor.ts';
import { sketchTrace } from '../../../src/golden/sketchTrace.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { fromPlainJson, toPlainJson } from '../../../src/trace/plainJson.ts';
import { mutations } from '../../formats/mutations.ts';
import { fullGolden, layerOf, tensorOf, wholeModel } from '../goldens.ts';
import { reseal } from './reseal.ts';

const label = 'photos.golden.safetensors';
const errorOf = (bytes: Uint8Array) => {
  try {
    decodeGolden(bytes, label);
  } catch (error) {
    if (isExrayError(error)) return error;
    throw error;
  }
  throw new Error('the golden was read');
};
const bytesOf = (text: string): Uint8Array => Buffer.from(text);

describe('a golden’s file', () => {
  it('gives back everything that a golden can hold', () => {
    expect(decodeGolden(encodeGolden(fullGolden()), label)).toEqual(fullGolden());
  });

  it('gives back any tensors under any names, and has the same bytes each time', () => {
    const numbers = fc.oneof(
      fc.array(fc.float(), { maxLength: 20 }).map((values) => tensorOf(...values)),
      fc
        .array(fc.double(), { maxLength: 20 })
        .map((values) => ({ dtype: 'float64', shape: [values.length], data: Float64Array.from(values) }) as const),
      fc
        .uint8Array({ maxLength: 200 })
        .map((data) => ({ dtype: 'uint8', shape: [1, data.length], data: Uint8Array.from(data) }) as const),
      fc
        .bigInt64Array({ maxLength: 3 })
        .map((data) => ({ dtype: 'int64', shape: [data.length], data: BigInt64Array.from(data) }) as const),
      fc
        .array(fc.string(), { maxLength: 3 })
        .map((data) => ({ dtype: 'string', shape: [data.length], data }) as Tensor),
    );
    const named = fc.uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }), numbers), {
      selector: ([name]) => name,
      maxLength: 6,
    });
    fc.assert(
      fc.property(named, named, named, fc.jsonValue(), (inputs, layers, outputs, result) => {
        const golden: Golden = {
          ...fullGolden(),
          inputs: inputs.map(([id, tensor]) => goldenTensor(id, tensor)),
          inputSha256: Object.fromEntries(inputs.map(([id]) => [id, 'ab'.repeat(32)])),
          layers: layers.map(([id, tensor], i) =>
            layerOf(goldenTensor(id, tensor), { inputs: layers.slice(0, i).map(([name]) => name) }),
          ),
          outputs: outputs.map(([id, tensor]) => ({ ...goldenTensor(id, tensor), value: tensor })),
          result: fromPlainJson(toPlainJson(result, 'result')),
        };
        const bytes = encodeGolden(golden);
        const back = decodeGolden(bytes, label);
        expect(back).toEqual(golden);
        expect(Buffer.compare(encodeGolden(back), bytes)).toBe(0);
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  it('refuses two layers of one name', () => {
    const golden = fullGolden();
    expect(() => encodeGolden({ ...golden, layers: [...golden.layers, golden.layers[0] as GoldenLayer] })).toThrow(
      'two layers are named "one"',
    );
  });

  it('has the same bytes each time, and after it was read', () => {
    const bytes = encodeGolden(fullGolden());
    expect(encodeGolden(fullGolden())).toEqual(bytes);
    expect(encodeGolden(decodeGolden(bytes, label))).toEqual(bytes);
  });

  it('holds an output that is a layer once', () => {
    const { tensors } = reseal.open(encodeGolden(fullGolden()));
    // One input, eight layers, and of four outputs the one of other values and the one that is no layer.
    expect(tensors.sketch?.shape).toEqual([1 + 8 + 2, 128]);
  });

  it('is aligned: every tensor begins at a multiple of its element’s size', () => {
    const bytes = encodeGolden(fullGolden());
    const length = Number(Buffer.from(bytes.slice(0, 8)).readBigUInt64LE());
    const header = JSON.parse(Buffer.from(bytes.slice(8, 8 + length)).toString());
    const sizes: Record<string, number> = { F64: 8, I64: 8, F32: 4, I32: 4, U16: 2, U8: 1 };
    expect((8 + length) % 8).toBe(0);
    for (const [key, { dtype, data_offsets }] of Object.entries(header) as [
      string,
      { dtype: string; data_offsets: number[] },
    ][])
      if (key !== '__metadata__') expect((data_offsets[0] as number) % (sizes[dtype] as number), key).toBe(0);
  });

  it.each([
    ['effnet-lite0', 'original', 94, 73_728],
    ['effnet-lite0-int8', 'deployed', 63, 57_344],
  ] as const)('is small: all layers of %s, %s', async (name, capture, layers, most) => {
    const trace = await wholeModel(name, capture);
    const golden = await sketchTrace({
      ...trace,
      image: 'fixtures/photos/china.jpg',
      result: [{ label: 'pagoda', score: 0.9 }],
    });
    // As if the floors had been measured: they take their place.
    const whole = { ...golden, layers: golden.layers.map((layer) => ({ ...layer, noise: 0.5, inputNoise: 0.5 })) };
    const bytes = encodeGolden(whole);
    expect(golden.layers.length).toBe(layers);
    expect(bytes.length).toBeLessThanOrEqual(most);
    expect(decodeGolden(bytes, label)).toEqual(whole);
  });
});

describe('a file that is no golden', () => {
  it('is an error that says what to do: a Git LFS pointer', () => {
    const error = errorOf(
      bytesOf(`version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 70000\n`),
    );
    expect(error.code).toBe('golden-lfs-pointer');
    expect(error.message).toBe(
      `exray: ${label} is a Git LFS pointer, not the golden itself. The repository was cloned without its large files. Run \`git lfs pull\` (in CI: check out with LFS enabled). Goldens are small: git alone holds them, with \`*.safetensors -filter=lfs\` in .gitattributes.`,
    );
  });

  it('is an error that says what to do: a trace', () => {
    const error = errorOf(readFileSync('fixtures/traces/torch-hooks.safetensors'));
    expect(error.code).toBe('golden-foreign');
    expect(error.message).toBe(
      `exray: ${label} is a trace, not a golden. Make a golden of it: npx exray golden from ${label} --out photos.golden.safetensors.`,
    );
  });

  it.each([
    [
      'other tensors',
      encodeSafetensors({}, { format: 'pt' }),
      'golden-foreign',
      'is a safetensors file of another kind',
    ],
    ['a page', bytesOf('<!doctype html><title>404</title>'), 'golden-foreign', 'is text'],
    ['numpy', readFileSync('fixtures/tensors/numpy.npz'), 'golden-foreign', 'is a zip file'],
    ['nothing', new Uint8Array(0), 'golden-broken', 'is empty'],
    ['a beginning', encodeGolden(fullGolden()).slice(0, 6), 'golden-broken', 'is truncated'],
    ['a half', encodeGolden(fullGolden()).slice(0, 4000), 'golden-broken', 'is truncated'],
  ])('is an error: %s', (_, bytes, code, what) => {
    const error = errorOf(bytes);
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(`exray: ${label} ${what}`)]);
    expect(error.problem.fix).toBeDefined();
  });

  it('is an error that says what to do: a golden of a newer exray', () => {
    const newer = reseal(encodeGolden(fullGolden()), ({ metadata }) => {
      metadata.format = 'exray.golden/2';
    });
    expect(errorOf(newer).code).toBe('golden-newer');
    expect(errorOf(newer).message).toContain('is in the format exray.golden/2, and this exray knows exray.golden/1');
    const other = reseal(encodeGolden(fullGolden()), ({ metadata }) => {
      metadata.scheme = 'bhs2-256';
    });
    expect(errorOf(other).code).toBe('golden-newer');
  });
});

describe('a damaged golden', () => {
  it('never passes, hangs or crashes: thousands of mutations', () => {
    const bytes = encodeGolden(fullGolden());
    const codes = new Map<string, number>();
    let same = 0;
    for (const mutated of mutations(bytes, 6000, 11)) {
      let outcome: string;
      try {
        expect(decodeGolden(mutated, label)).toEqual(fullGolden());
        outcome = 'same';
        same++;
      } catch (error) {
        if (!isExrayError(error)) throw error;
        expect(error.message).toContain(label);
        expect(error.problem.fix).toBeDefined();
        outcome = error.code;
      }
      codes.set(outcome, (codes.get(outcome) ?? 0) + 1);
    }
    expect([...codes.keys()].sort()).toEqual(['golden-broken', 'golden-foreign', 'golden-newer', 'same']);
    // A mutation may write the byte that was there, or a space of the header's padding.
    expect(same).toBeLessThan(300);
  });

  it('never passes where it ends early, wherever', () => {
    const bytes = encodeGolden(fullGolden());
    for (let length = 0; length < bytes.length; length += length < 4200 ? 7 : 61)
      expect(errorOf(bytes.slice(0, length)).code).toMatch(/^golden-(broken|foreign)$/);
  });

  it('never passes with any single bit of its values changed', () => {
    const bytes = encodeGolden(fullGolden());
    const start = 8 + Number(Buffer.from(bytes.slice(0, 8)).readBigUInt64LE());
    for (let at = start; at < bytes.length; at += 13) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      expect(errorOf(changed).message).toContain('does not hold what was written into it');
    }
  });

  it('says so where git rewrote its line ends', () => {
    const text = Buffer.from(encodeGolden(fullGolden())).toString('latin1');
    const rewritten = Buffer.from(text.replaceAll(/\n/g, '\r\n'), 'latin1');
    expect(rewritten.length).toBeGreaterThan(text.length);
    expect(errorOf(rewritten).code).toBe('golden-broken');
    expect(errorOf(rewritten).message).toContain('`*.safetensors binary` in .gitattributes');
  });
});

describe('a golden that another program wrote wrongly', () => {
  it.each<[string, Parameters<typeof reseal>[1], string]>([
    [
      'without sketches',
      ({ tensors }) => {
        delete tensors.sketch;
      },
      'has no tensor "sketch"',
    ],
    [
      'with rows missing',
      ({ tensors }) => {
        tensors.hash = { dtype: 'uint8', shape: [1, 8], data: new Uint8Array(8) };
      },
      'has a tensor "hash" of uint8 [1, 8]. It should be uint8 [11, 8]',
    ],
    [
      'with sketches of another type',
      ({ tensors }) => {
        tensors.sketch = { dtype: 'float64', shape: [11, 128], data: new Float64Array(11 * 128) };
      },
      'It should be float32 [11, 128]',
    ],
    [
      'without layers',
      ({ metadata }) => {
        delete metadata.layers;
      },
      'has wrong metadata at layers',
    ],
    [
      'with metadata that are no JSON',
      ({ metadata }) => {
        metadata.model = '{';
      },
      'has metadata "model" that is no JSON',
    ],
    [
      'with an unknown dtype',
      ({ metadata }) => {
        metadata.dtypes = '["float33"]';
      },
      'has wrong metadata at dtypes.0',
    ],
    [
      'with a dtype too few',
      ({ metadata }) => {
        metadata.dtypes = '[]';
      },
      'has no dtype 1',
    ],
    [
      'with an op too few',
      ({ metadata }) => {
        metadata.ops = '[]';
      },
      'has no op 0',
    ],
    [
      'with a layer twice',
      ({ metadata }) => {
        metadata.layers = metadata.layers?.replace('"two"', '"one"') as string;
      },
      'holds "one" twice',
    ],
    [
      'with a layer that reads no row',
      ({ metadata }) => {
        metadata.layers = metadata.layers?.replace('[1,"elsewhere",0]', '[99]') as string;
      },
      'has no row 99',
    ],
    [
      'with an output in no row',
      ({ metadata }) => {
        metadata.outputs = '[["y",99],["narrow",0,[2]],["spoiled",0,[1]]]';
      },
      'has no row 99',
    ],
    [
      'with a negative shape',
      ({ metadata }) => {
        metadata.inputs = metadata.inputs?.replace('[3]', '[-3]') as string;
      },
      'has wrong metadata at inputs.0.2.0',
    ],
    [
      'with scales that fit no axis',
      ({ metadata }) => {
        metadata.grids = '[[1,3,0]]';
      },
      'has 3 scales for row 1, which do not fit it',
    ],
    [
      'with counts of no row',
      ({ tensors }) => {
        tensors.nonFinite = { dtype: 'int64', shape: [1, 5], data: BigInt64Array.of(99n, 1n, 0n, 0n, 0n) };
      },
      'counts values of row 99, which is none',
    ],
    [
      'with a profile of no layer',
      ({ metadata }) => {
        metadata.profile = '[[8,"conv"]]';
      },
      'has a profile of layer 8, and only 8 layers',
    ],
    [
      'with an output of another shape',
      ({ tensors }) => {
        tensors['output/narrow'] = { dtype: 'uint16', shape: [3], data: new Uint16Array(3) };
      },
      'holds the output narrow wrongly',
    ],
    [
      'with an output of another type',
      ({ tensors }) => {
        tensors['output/narrow'] = { dtype: 'uint8', shape: [2], data: new Uint8Array(2) };
      },
      'bfloat16 is never stored as uint8',
    ],
  ])('%s', (_, change, what) => {
    const error = errorOf(reseal(encodeGolden(fullGolden()), change));
    expect([error.code, error.message]).toEqual(['golden-broken', expect.stringContaining(what)]);
  });

  it('with other members and tensors: they may come from a later exray', () => {
    const more = reseal(encodeGolden(fullGolden()), ({ metadata, tensors }) => {
      metadata.author = 'somebody';
      tensors.more = { dtype: 'uint8', shape: [1], data: Uint8Array.of(1) };
    });
    expect(decodeGolden(more, label)).toEqual(fullGolden());
  });
});
