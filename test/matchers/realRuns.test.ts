import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loseActivation, quantizePerTensor, scaleWeights } from '../../examples/demo/faults.ts';
import { accept } from '../../src/compare/accept.ts';
import { recordModel } from '../../src/record/recordModel.ts';
import { compareTraces } from '../../src/reference/compareTraces.ts';
import { saveTrace } from '../../src/trace/saveTrace.ts';
import { messageOf } from './registered.ts';

const models = new URL('../../fixtures/models/', import.meta.url);
const photo = new URL('../../fixtures/photos/china.jpg', import.meta.url);
const FLOAT = '../../fixtures/models/effnet-lite0-trunc.onnx';
const float = readFileSync(new URL('effnet-lite0-trunc.onnx', models));
const int8 = readFileSync(new URL('effnet-lite0-trunc-int8.onnx', models));

/** A photo as the model takes it, 64 by 64. */
const pixels = async (order = [0, 1, 2]): Promise<Float32Array> => {
  const { data } = await sharp(readFileSync(photo)).resize(64, 64).raw().toBuffer({ resolveWithObject: true });
  return Float32Array.from({ length: 3 * 64 * 64 }, (_, index) => {
    const [channel, at] = [Math.floor(index / 4096), index % 4096];
    return ((data[at * 3 + (order[channel] as number)] as number) - 127) / 128;
  });
};
const run = async (model: Uint8Array, data?: Float32Array) =>
  recordModel(model, { images: { data: data ?? (await pixels()), shape: [1, 3, 64, 64] } });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exray-matchers-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a float model against its reference model', () => {
  test('agrees with itself, and says what that is worth', async () => {
    const trace = await run(float);
    await expect(trace).toMatchReferenceLayers(FLOAT);
    const message = await messageOf(expect(trace).not.toMatchReferenceLayers(FLOAT));
    expect(message).toMatch(/^expected the deployed model not to match its reference, but \d+ layers agree/);
    expect(message).toMatch(/Note: both sides are the same model file: this only checks kernels/);
  });

  test('with weights 1 % too large: the layer, its weights and the tolerance are named', async () => {
    const message = await messageOf(
      expect(await run(scaleWeights(float, 'block01/depthwise', 1.01))).toMatchReferenceLayers(FLOAT),
    );
    expect(message.split('\n')[0]).toMatch(
      /^block01\/depthwise\/relu6 \(FusedConv\) diverges: on the inputs that it got, its output is off by 0\.00\d+ \(tolerance 0\.00001\); \d+ layers before it agree$/,
    );
    expect(message).toMatch(/the weight of block01\/depthwise\S* differs from the reference's by 0\.0\d+ of its size/);
    expect(message).toMatch(/The fault may be at any of 2 nodes between \S+ and it: Conv \S+ and Clip \S+\./);
    expect(message).toMatch(/\n> block01\/depthwise\/relu6 +FusedConv /);
    expect(message).toMatch(
      /The smallest tolerance with which no layer would diverge is 0\.00\d+, judged by "float32, replay"/,
    );
    expect(message).toMatch(/Kept: <trace>$/);
    expect(message.split('\n').length).toBeLessThanOrEqual(30);
  });

  test('without one ReLU6: the layer is named', async () => {
    const message = await messageOf(
      expect(await run(loseActivation(float, 'block01/expand/relu6'))).toMatchReferenceLayers(FLOAT),
    );
    expect(message).toMatch(/^block01\/expand\S* \(\w+\) diverges/);
  });

  test('two faults are both named', async () => {
    const twice = scaleWeights(scaleWeights(float, 'block01/depthwise', 1.01), 'block00/project', 0.9);
    const message = await messageOf(expect(await run(twice)).toMatchReferenceLayers(FLOAT));
    expect(message).toMatch(/^block00\/project \(Conv\) diverges/);
    expect(message).toMatch(/Also diverges: block01\/depthwise\/relu6 \(FusedConv\) by 0\.00/);
  });

  test('under .not a fault passes', async () => {
    await expect(await run(scaleWeights(float, 'block01/depthwise', 1.01))).not.toMatchReferenceLayers(FLOAT);
  });

  test('several photos are judged together', async () => {
    const broken = scaleWeights(float, 'block01/depthwise', 1.01);
    const traces = [await run(broken), await run(broken, await pixels([2, 1, 0]))];
    expect(await messageOf(expect(traces).toMatchReferenceLayers(FLOAT))).toMatch(/^block01\/depthwise\/relu6 /);
    await expect([await run(float), await run(float, await pixels([2, 1, 0]))]).toMatchReferenceLayers(FLOAT);
  });
});

describe('a float model against a trace', () => {
  test('drift names the layer whose inputs agree, and the hint asks for the model', async () => {
    const reference = join(folder, 'reference.safetensors');
    await saveTrace(await run(float), reference);
    await expect(await run(float)).toMatchReference(reference);
    const message = await messageOf(
      expect(await run(scaleWeights(float, 'block01/depthwise', 1.01))).toMatchReferenceLayers(reference),
    );
    expect(message).toMatch(/^block01\/depthwise\/relu6 \(FusedConv\) diverges: it drifts from the reference by 0\.0/);
    expect(message).toMatch(/\d+ later layers? inherits? the difference/);
    expect(message).toMatch(/the weight of block01\/depthwise\S* differs/);
  });

  test('other inputs come before layers, and are explained', async () => {
    const reference = join(folder, 'rgb.safetensors');
    await saveTrace(await run(float), reference);
    const bgr = await run(float, await pixels([2, 1, 0]));
    const first =
      /^the input images differs from the reference's by a drift of 0\.\d+ .*: its channels are reversed, as BGR for RGB$/;
    for (const message of [
      await messageOf(expect(bgr).toMatchReferenceInputs(reference)),
      await messageOf(expect(bgr).toMatchReferenceLayers(reference)),
      await messageOf(expect(bgr).toMatchReference(reference)),
    ])
      expect(message.split('\n')[0]).toMatch(first);
    expect(await messageOf(expect(bgr).toMatchReference(reference))).toMatch(
      /Not judged, for this comes first: layers/,
    );
  });

  test('other inputs pass within a tolerance that was given, in every matcher that judges them', async () => {
    const reference = join(folder, 'noise.safetensors');
    await saveTrace(await run(float), reference);
    const noisy = await run(
      float,
      (await pixels()).map((value, index) => value + (index % 2 === 0 ? 0.04 : -0.04)),
    );
    expect(await messageOf(expect(noisy).toMatchReferenceInputs(reference))).toMatch(/by a drift of 0\.02/);
    expect(await messageOf(expect(noisy).toMatchReferenceLayers(reference))).toMatch(/^the input images differs/);
    expect(await messageOf(expect(await run(float)).not.toMatchReferenceInputs(reference))).toMatch(
      /^expected the inputs not to match, but 1 input agrees with the reference$/m,
    );
    for (const tolerance of [{ 'input/images': 0.03 }, { inputs: 0.03 }]) {
      await expect(noisy).toMatchReferenceInputs(reference, { tolerance });
      await expect(noisy).toMatchReferenceLayers(reference, { tolerance });
      await expect(noisy).toMatchReference(reference, { tolerance });
    }
    await expect(noisy).toMatchReferenceInputs(reference, { tolerance: 0.03 });
    expect(await messageOf(expect(noisy).not.toMatchReferenceInputs(reference, { tolerance: 0.03 }))).toMatch(
      /Note: the input images .*within the tolerance of 0\.03 that was given/,
    );
    expect(
      await messageOf(expect(noisy).toMatchReferenceInputs(reference, { tolerance: { 'input/image': 1 } })),
    ).toMatch(
      /tolerance names "input\/image", which is no input of the deployed model\. Did you mean "input\/images"\?/,
    );
    expect(
      await messageOf(expect(noisy).toMatchReferenceInputs(reference, { threshold: 0.5, iou: 0.5 } as never)),
    ).toMatch(/toMatchReferenceInputs: there is no option threshold/);
  });

  test('a wrong result is the last stage', async () => {
    const reference = join(folder, 'result.safetensors');
    await saveTrace({ ...(await run(float)), result: { label: 'pagoda', score: 0.91 } }, reference);
    const trace = { ...(await run(float)), result: { label: 'palace', score: 0.91 } };
    await expect(trace).toMatchReferenceLayers(reference);
    await expect(trace).toMatchReference(reference, { result: false });
    expect(await messageOf(expect(trace).toMatchReference(reference))).toMatch(
      /^result\.label is "palace", the reference has "pagoda"/,
    );
    expect(await messageOf(expect(trace).toMatchReferenceResult(reference))).toMatch(/^result\.label is "palace"/);
    expect(await messageOf(expect(trace).toMatchReferenceInputs(FLOAT))).toMatch(/holds no inputs to compare with/);
  });
});

describe('a model as the reference of everything', () => {
  test('judges layers only, and says so', async () => {
    const trace = { ...(await run(float, await pixels([2, 1, 0]))), result: { label: 'palace' } };
    await expect(trace).toMatchReference(FLOAT);
    const passing = await messageOf(expect(trace).not.toMatchReference(FLOAT));
    expect(passing).toMatch(/^expected the layers not to match, but they do\n/);
    const unjudged =
      /Not judged: inputs \(\S*effnet-lite0-trunc\.onnx does not say what it should be fed\), result \(\S*effnet-lite0-trunc\.onnx holds none\)\./;
    expect(passing).toMatch(unjudged);
    const faulty = { ...(await run(scaleWeights(float, 'block01/depthwise', 1.01))), result: { label: 'palace' } };
    expect(await messageOf(expect(faulty).toMatchReference(FLOAT))).toMatch(unjudged);
  });

  test('cannot judge a result: options for it are an error', async () => {
    const trace = { ...(await run(float)), result: { score: 0.9 } };
    expect(await messageOf(expect(trace).toMatchReference(FLOAT, { result: { tolerance: 0.01 } }))).toMatch(
      /options for the result were given, and \S*effnet-lite0-trunc\.onnx holds no result\..*says nothing about preprocessing/s,
    );
  });
});

describe('an int8 model against its float one', () => {
  test('agrees where only rounding tells them apart', async () => {
    await expect(await run(int8)).toMatchReferenceLayers(FLOAT);
  });

  test('whose outputs drift too far: they judge, and the weak layers explain', async () => {
    const faulty = quantizePerTensor(int8, scaleWeights(float, 'block00/project', 2));
    const message = await messageOf(expect(await run(faulty)).toMatchReferenceLayers(FLOAT));
    expect(message.split('\n')[0]).toMatch(
      /^features\S* \(QLinearConv\) diverges: it drifts from the reference by 0\.\d+ \(tolerance 0\.\d+\); of \d+ weak layers the worst is block00\/project\S* \(QLinearConv\), off by \d+ quantization steps on the inputs that it got; /,
    );
    expect(message).toMatch(/Hint: look at the worst weak layer first; accept\(comparison\)/);
  });

  test('with accepted values, given or in a file, a coarser one is named by its steps', async () => {
    const accepted = accept(await compareTraces(await run(int8), FLOAT, {}, import.meta.dirname));
    await writeFile(join(folder, 'accepted.json'), JSON.stringify(accepted));
    await expect(await run(int8)).toMatchReferenceLayers(FLOAT, { accepted });
    const coarse = await run(quantizePerTensor(int8, float));
    for (const option of [accepted, join(folder, 'accepted.json')]) {
      const message = await messageOf(expect(coarse).toMatchReferenceLayers(FLOAT, { accepted: option }));
      expect(message.split('\n')[0]).toMatch(
        /^\S+ \(QLinearConv\) diverges: on the inputs that it got, its output is off by [\d.]+ quantization steps \(tolerance [\d.]+\); \d+ layers? before it agrees?$/,
      );
    }
  });
});

describe('what was not meant', () => {
  test('a wrong option, a missing reference and a wrong number of references are told', async () => {
    const trace = await run(float);
    expect(await messageOf(expect(trace).toMatchReferenceLayers(FLOAT, { tolerence: 1 } as never))).toMatch(
      /there is no option tolerence\. Did you mean tolerance\?/,
    );
    for (const [options, words] of [
      [{ tolerance: 'much' }, /toMatchReferenceLayers: option tolerance is "much"\. Expected a number of at least 0/],
      [{ accepted: { a: { step: 1 } } }, /option accepted is an object\. Expected what accept\(comparison\) gave/],
      [{ accepted: 'none.json' }, /none\.json holds no accepted values\. There is no such file: the path is relative/],
      [{ pairs: { a: 1 } }, /option pairs is an object\. Expected an object: the deployed layer/],
      [{ metrics: ['cosine'] }, /option metrics is an array of 1\. Expected an array of metrics made by defineMetric/],
    ] as const)
      expect(await messageOf(expect(trace).toMatchReferenceLayers(FLOAT, options as never))).toMatch(words);
    for (const [options, words] of [
      [
        { tolerance: { 'block01/expnd/relu6': 1 } },
        /tolerance names "block01\/expnd\/relu6", .* Did you mean "block01\/expand\/relu6"/,
      ],
      [
        { tolerance: { 'float32, replays': 1 } },
        /tolerance names "float32, replays", .* Did you mean "float32, replay"/,
      ],
      [{ pairs: { nolayer: 'features' } }, /pairs names "nolayer", which is no layer of the deployed model\. Did you/],
      [{ pairs: { features: 'feature' } }, /pairs names "feature", which is no layer of the reference\. Did you/],
    ] as const)
      expect(await messageOf(expect(trace).toMatchReferenceLayers(FLOAT, options as never))).toMatch(words);
    await expect(trace).toMatchReferenceLayers(FLOAT, {
      tolerance: { 'float32, replay': 1, 'block01/expand/relu6': 1 },
    });
    expect(await messageOf(expect(trace).toMatchReference(FLOAT, { result: { tolerence: 1 } } as never))).toMatch(
      /toMatchReference, result: there is no option tolerence/,
    );
    expect(await messageOf(expect(trace).toMatchReferenceLayers('none.onnx'))).toMatch(
      /the reference none\.onnx does not exist.*exray_trace\.from_torch/s,
    );
    expect(await messageOf(expect([trace, trace]).toMatchReferenceLayers([FLOAT]))).toMatch(
      /2 traces were given with 1 references/,
    );
    expect(await messageOf(expect(trace).toMatchReferenceResult({ a: 1 }))).toMatch(/the trace holds no result/);
  });
});
