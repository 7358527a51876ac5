import { beforeAll, describe, expect, test } from 'vitest';
import { alignTraces } from '../../../src/compare/alignTraces.ts';
import { compare } from '../../../src/compare/compare.ts';
import { permute } from '../../../src/tensor/permute.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { fixture, referenceOf, traced } from '../models.ts';
import { ready, type TfjsModel, tfjsReference, tfjsTrace } from './tfjsModels.ts';
import { graphTwin, layersTwin } from './twins.ts';

const pixels = (): Tensor => ({
  dtype: 'float32',
  shape: [1, 3, 16, 16],
  data: Float32Array.from({ length: 768 }, (_, i) => Math.sin(i * 0.7) + Math.cos(i * 0.013) * 2),
});

/** What either exporter writes for the same network, and the inputs that each takes. */
const twins = [
  { onnx: 'graphs/twin', inputs: () => ({ x: pixels() }) },
  { onnx: 'graphs/twin-nhwc', inputs: () => ({ x: permute(pixels(), [0, 2, 3, 1]) }) },
];
const forms: { form: string; make: () => Promise<TfjsModel> | TfjsModel }[] = [
  { form: 'layers', make: layersTwin },
  { form: 'graph', make: graphTwin },
];

const cases = twins.flatMap((twin) => forms.map((form) => ({ ...twin, ...form })));

/** TensorFlow's tensor -> that of the ONNX file: the same value, whatever each graph calls it and makes it of. */
const truth: Record<string, Record<string, string>> = {
  layers: {
    ...{ n1: 'stem_out', swish: 'stem_act', n2: 'depthwise_out', r2: 'depthwise_act', c3: 'project_out' },
    ...{ skip: 'sum', n4: 'head_out', a4: 'head_act', dense: 'probabilities' },
  },
  graph: {
    ...{ 'net/stem/bn': 'stem_out', 'net/swish': 'stem_act', 'net/depthwise/bn': 'depthwise_out' },
    ...{ 'net/r2': 'depthwise_act', 'net/c3/bias': 'project_out', 'net/skip': 'sum', 'net/head/bn': 'head_out' },
    ...{ 'net/a4': 'head_act', 'net/dense/bias': 'scores', 'net/softmax': 'probabilities' },
  },
};

beforeAll(ready);

describe('a network of two runtimes', () => {
  test.each(cases)('$onnx pairs with its $form model: folded normalization, parts of an activation', async (each) => {
    const model = await each.make();
    const trace = await tfjsTrace(model, { pixels: permute(pixels(), [0, 2, 3, 1]) });
    const reference = await traced(fixture(each.onnx), 'original', each.inputs());
    const { pairs, unpaired } = await alignTraces(trace, reference, {});
    expect(Object.fromEntries(pairs.map((pair) => [pair.deployed, pair.reference]))).toEqual(truth[each.form]);
    expect(unpaired.filter(({ expected }) => !expected)).toEqual([]);
    const back = await alignTraces(reference, trace, {});
    expect(Object.fromEntries(back.pairs.map((pair) => [pair.reference, pair.deployed]))).toEqual(truth[each.form]);
  });

  test.each(cases)('$onnx and its $form model match, each as the reference of the other', async (each) => {
    const model = await each.make();
    const inputs = { pixels: permute(pixels(), [0, 2, 3, 1]) };
    const trace = await tfjsTrace(model, inputs);
    const reference = await referenceOf(fixture(each.onnx), each.inputs());
    const there = await compare(trace, reference);
    expect(there).toMatchObject({ verdict: 'match', findings: [] });
    const own = await tfjsReference(model, inputs);
    const back = await compare(await traced(fixture(each.onnx), 'deployed', each.inputs()), own);
    expect(back).toMatchObject({ verdict: 'match', findings: [] });
    const all = [...there.layers, ...back.layers];
    expect(Math.max(...all.map(({ drift }) => drift))).toBeLessThan(1e-6);
    expect(all.every(({ own }) => own !== undefined && own < 1e-6)).toBe(true);
    await own.replay.close();
  });
});
