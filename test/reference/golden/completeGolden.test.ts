import { describe, expect, it } from 'vitest';
import { judgeGolden } from '../../../src/golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../../src/golden/sketchTrace.ts';
import { recordModel } from '../../../src/record/recordModel.ts';
import { compareTraces } from '../../../src/reference/compareTraces.ts';
import { completeGolden } from '../../../src/reference/golden/completeGolden.ts';
import { loadTrace } from '../../../src/trace/loadTrace.ts';
import { saveTrace } from '../../../src/trace/saveTrace.ts';
import { photo } from '../../compare/models.ts';
import { scratchFolder } from '../../trace/traces.ts';

const float = 'fixtures/models/effnet-lite0-trunc.onnx';
const int8 = 'fixtures/models/effnet-lite0-trunc-int8.onnx';
const recorded = (model: string, level?: string) =>
  recordModel(model, photo('china.jpg') as never, {
    sessionOptions: { intraOpNumThreads: 1, ...(level !== undefined && { graphOptimizationLevel: level }) },
  });

describe('a golden of a float model', () => {
  it('knows what other kernels do to each of its layers', async () => {
    const trace = await recorded(float);
    const { layers } = await completeGolden(await sketchTrace(trace), trace);
    for (const { id, noise } of layers) {
      expect(noise, id).toBeGreaterThanOrEqual(0);
      expect(noise, id).toBeLessThan(1e-6);
    }
    expect(layers.some(({ noise }) => noise !== 0)).toBe(true);
  });

  it('knows what rounding noise on its input does, and passes where the input differs by no more', async () => {
    const trace = await recorded(float);
    const golden = await completeGolden(await sketchTrace(trace), trace);
    for (const { id, inputNoise } of golden.layers) {
      expect(inputNoise, id).toBeGreaterThan(1e-5);
      expect(inputNoise, id).toBeLessThan(2e-2);
    }
    // Other values are moved than those of the noise: each 20th by a 255th of the range.
    const images = photo('china.jpg').images as { data: Float32Array; shape: readonly number[] };
    const [low, high] = [Math.min(...images.data), Math.max(...images.data)];
    const data = images.data.map((value, i) => (i % 20 === 7 ? value + (high - low) / 255 : value));
    const now = await recordModel(float, { images: { data, shape: images.shape } });
    const judged = judgeGolden(golden, await sketchTrace(now));
    expect(judged.findings.map(({ kind }) => kind)).toEqual(['input-rounding']);
    expect(judged.verdict).toBe('match');
  });

  it('is deterministic', async () => {
    const trace = await recorded(float);
    const golden = await sketchTrace(trace);
    expect(await completeGolden(golden, trace)).toEqual(await completeGolden(golden, await recorded(float)));
  });

  it('has no floors where the trace was loaded: the model is not at hand', async () => {
    const trace = await loadTrace('fixtures/traces/china-torch.safetensors');
    const golden = await sketchTrace(trace);
    expect(await completeGolden(golden, trace)).toEqual(golden);
  });

  it('holds the recipe as plain data, whatever it was given as', async () => {
    const trace = await loadTrace('fixtures/traces/china-torch.safetensors');
    const golden = await sketchTrace(trace);
    const byName = await completeGolden(golden, trace, { recipe: 'tf/efficientnet-lite0' });
    expect(byName.recipe).toMatchObject({ kernel: expect.any(String) });
    expect(await completeGolden(golden, trace, { recipe: byName.recipe })).toEqual(byName);
    await expect(completeGolden(golden, trace, { recipe: 'tf/efficientnet' })).rejects.toThrow('there is no recipe');
  });
});

describe('a golden of a quantized model with its float reference', () => {
  it('knows how far each layer is from it', async () => {
    const trace = await recorded(int8);
    const golden = await completeGolden(await sketchTrace(trace), trace, { reference: float });
    const compared = await compareTraces(trace, float);
    const drifts = new Map(compared.layers.map(({ deployed, reference, drift }) => [deployed, { reference, drift }]));
    const profiles = golden.layers.flatMap(({ id, profile }) => (profile ? [{ id, profile }] : []));
    expect(profiles.length).toBeGreaterThanOrEqual(20);
    // The dequantized output carries what the last quantized layer holds.
    const carried = profiles.find(({ id }) => id === 'features')?.profile;
    expect(carried?.drift).toBeCloseTo(
      profiles.find(({ id }) => id.startsWith('features_'))?.profile.drift as number,
      6,
    );
    for (const { id, profile } of profiles.filter(({ id }) => drifts.has(id))) {
      expect(profile.id, id).toBe(drifts.get(id)?.reference);
      // An estimate: within the interval of its sketch.
      const exact = drifts.get(id)?.drift as number;
      expect(profile.drift, id).toBeGreaterThanOrEqual(0.7 * exact);
      expect(profile.drift, id).toBeLessThanOrEqual(1.42 * exact);
      expect(profile.max, id).toBeGreaterThan(profile.min);
    }
    expect(golden.layers.some(({ noise }) => noise !== undefined)).toBe(false);
  });

  it('is judged by it at another optimization level, where the integers are other ones', async () => {
    const trace = await recorded(int8);
    const golden = await completeGolden(await sketchTrace(trace), trace, { reference: float });
    const comparison = judgeGolden(golden, await sketchTrace(await recorded(int8, 'disabled')));
    const { layers } = comparison;
    expect(comparison.verdict).toBe('match');
    const moved = layers.filter(({ drift }) => drift > 1e-3);
    expect(moved.length).toBeGreaterThan(10);
    // Which of the two depends on the CPU: without VNNI, 8-bit products of the fast kernels saturate.
    const rows =
      /golden made (elsewhere, (accepted drift to the float reference|mean)|where 8-bit products do not saturate)/;
    for (const { row, deployed } of moved) expect(row, deployed).toMatch(rows);
  });

  it.each([
    ['a trace', async () => recorded(float)],
    [
      'a trace’s file',
      async () => {
        const path = `${scratchFolder()}/float.safetensors`;
        await saveTrace(await recorded(float), path);
        return path;
      },
    ],
    ['a trace made by PyTorch', async () => 'fixtures/traces/china-torch.safetensors'],
  ])('takes the reference as %s', async (_, reference) => {
    const trace = await recorded(int8);
    const { layers } = await completeGolden(await sketchTrace(trace), trace, { reference: await reference() });
    expect(layers.filter(({ profile }) => profile).length).toBeGreaterThanOrEqual(20);
  });

  it('refuses a reference that was fed another picture', async () => {
    const trace = await recorded(int8);
    const golden = await sketchTrace(trace);
    const other = await recordModel(float, photo('rocket.jpg') as never);
    await expect(completeGolden(golden, trace, { reference: other })).rejects.toMatchObject({
      code: 'golden-reference',
      message: expect.stringMatching(/was fed another input than the model.*images differs by a drift of 0\.\d+/s),
    });
  });

  it('refuses a reference that has none of its layers', async () => {
    const trace = await recorded(int8);
    const golden = await sketchTrace(trace);
    const other = { strange: { data: Float32Array.of(1, 2, 3), shape: [3] } };
    await expect(completeGolden(golden, trace, { reference: other })).rejects.toMatchObject({
      code: 'golden-reference',
      message:
        "exray: no layer of the given arrays was recognised among the golden's. It has no graph, and its names are other ones. Give the float model that the quantized one was made of, or a trace of it with all layers.",
    });
    await expect(completeGolden(golden, trace, { reference: 'nowhere.onnx' })).rejects.toMatchObject({
      code: 'reference-missing',
    });
  });
});
