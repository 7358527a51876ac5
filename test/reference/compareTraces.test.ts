import { describe, expect, test } from 'vitest';
import { recordModel } from '../../src/record/recordModel.ts';
import { compareTraces } from '../../src/reference/compareTraces.ts';
import { fixture, photo } from '../compare/models.ts';

const kinds = ({ findings }: Awaited<ReturnType<typeof compareTraces>>) => findings.map(({ kind }) => kind);

/** As the example's app does it, which is plain JavaScript. */
const preprocessed = async (photo: string): Promise<Float32Array> => {
  const app: string = '../../examples/classifier/src/preprocess.js';
  return (await import(app)).preprocess(photo);
};

describe('a trace that another runtime made', () => {
  test.each([
    ['deployed', 'china-tflite', 20],
    ['original', 'china-tflite', 20],
    ['deployed', 'china-torch', 20],
    ['original', 'china-torch', 32],
  ] as const)('%s layers match %s, all of them', async (capture, reference, count) => {
    const inputs = photo('china.jpg');
    const trace = await recordModel(fixture('effnet-lite0-trunc'), inputs, { capture });
    const found = await compareTraces(trace, `fixtures/traces/${reference}.safetensors`);
    expect(found.verdict).toBe('match');
    expect(found.layers).toHaveLength(count);
    expect(found.unpaired.filter(({ expected }) => !expected)).toEqual([]);
    // TFLite takes its pictures channels last: that is another layout, and no other input.
    expect(kinds(found)).toEqual(reference === 'china-tflite' ? ['input-layout'] : []);
  });

  test('slightly other pixels are a note: layers are judged on those that the reference brought', async () => {
    // The example resizes with sharp's cubic; its reference was made with Pillow's.
    const images = { data: await preprocessed('fixtures/photos/china.jpg'), shape: [1, 3, 224, 224] };
    const trace = await recordModel(fixture('effnet-lite0'), { images });
    const found = await compareTraces(trace, 'examples/classifier/reference/china-torch.safetensors');
    expect(found.verdict).toBe('match');
    expect(kinds(found)).toEqual(['input-library']);
    expect(Math.max(...found.layers.map(({ drift }) => drift))).toBeLessThan(1e-5);
  });
});
