import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordModel } from '../../../src/record/recordModel.ts';
import { compareTraces } from '../../../src/reference/compareTraces.ts';
import { saveGolden } from '../../../src/reference/golden/saveGolden.ts';
import { goldenMessage } from '../../../src/report/golden/goldenMessage.ts';
import { loadTrace } from '../../../src/trace/loadTrace.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { rows } from '../../../src/verdicts/tolerances.ts';
import { fixture, photo } from '../../compare/models.ts';
import '../../matchers/registered.ts';

let folder: string;
let contract: string;
let china: Trace;
const at = (name: string): string => join(folder, name);
const recorded = (model = fixture('effnet-lite0-trunc'), name = 'china.jpg', capture: Trace['capture'] = 'original') =>
  recordModel(model, photo(name), { capture });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'exray-contract-'));
  contract = at('china.golden.safetensors');
  china = { ...(await recorded()), result: { label: 'pagoda' } };
  await saveGolden(china, contract);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a golden as reference', () => {
  test('judges layers, and is not written', async () => {
    const bytes = readFileSync(contract);
    const found = await compareTraces(china, contract);
    expect(found).toMatchObject({ verdict: 'match', golden: { environment: [] } });
    expect(found.layers).toHaveLength(32);
    const faulty = await compareTraces(await recorded('fixtures/models/faults/bias-lost.onnx'), contract);
    expect(faulty).toMatchObject({ verdict: 'mismatch', first: { deployed: 'block03/project' } });
    expect(readFileSync(contract).equals(bytes)).toBe(true);
  });

  test('is known by its content, whatever its name', async () => {
    const renamed = at('contract.safetensors');
    writeFileSync(renamed, readFileSync(contract));
    expect((await compareTraces(china, renamed)).golden).toBeDefined();
  });

  test('judges inputs before layers, and what the app returned', async () => {
    await expect(china).toMatchReference(contract);
    await expect(china).toMatchReferenceInputs(contract);
    await expect(china).toMatchReferenceResult(contract);
    const coffee = { ...(await recorded(undefined, 'coffee.jpg')), result: { label: 'espresso' } };
    await expect(expect(coffee).toMatchReference(contract)).rejects.toThrow(
      /the input images differs from the golden's by a drift of about/,
    );
    await expect(expect(coffee).toMatchReferenceInputs(contract)).rejects.toThrow(
      /the input images differs from the golden's/,
    );
    await expect(expect(coffee).toMatchReferenceResult(contract)).rejects.toThrow(
      '"espresso", the reference has "pagoda"',
    );
  });

  test('its own message names the layer, what moved, and the row that judged', async () => {
    const faulty = await recorded('fixtures/models/faults/relu6-lost.onnx');
    await expect(expect(faulty).toMatchReferenceLayers(contract)).rejects.toThrow(
      /block02\/expand\/relu6 .* diverges(.|\n)*min was 0, is -(.|\n)*Judged by "golden, same environment"/,
    );
  });

  test('what compares values is refused', async () => {
    await expect(compareTraces(china, contract, { pairs: {} })).rejects.toThrow(
      'option pairs is given with a golden as reference',
    );
    await expect(compareTraces([china, china], [contract, fixture('effnet-lite0-trunc')])).rejects.toThrow(
      'some of the references are goldens',
    );
  });

  test('of several photos the first that does not match is told', async () => {
    const found = await compareTraces([china, await recorded(undefined, 'coffee.jpg')], contract);
    expect(found).toMatchObject({ verdict: 'mismatch', notes: ['this is trace 2 of 2; 1 of them do not match'] });
  });

  test('one that is damaged says so', async () => {
    const cut = at('cut.golden.safetensors');
    writeFileSync(cut, readFileSync(contract).subarray(0, 5000));
    await expect(compareTraces(china, cut)).rejects.toMatchObject({ code: 'golden-broken' });
  });
});

describe('a golden that another runtime made', () => {
  test.each(['original', 'deployed'] as const)('of PyTorch judges onnxruntime, captured as %s', async (capture) => {
    const golden = at('torch.golden.safetensors');
    await saveGolden(await loadTrace('fixtures/traces/china-torch.safetensors'), golden);
    const found = await compareTraces(await recorded(undefined, undefined, capture), golden);
    expect(found.verdict).toBe('match');
    expect(found.layers.length).toBeGreaterThan(15);
    expect(new Set(found.layers.map(({ row }) => row))).toEqual(new Set([rows.goldenElsewhere.name]));
    expect(found.golden?.environment[0]).toEqual({
      what: 'runtime',
      was: 'pytorch 2.15.0',
      is: 'onnxruntime-node 1.30.0',
    });
  });

  test('of TFLite, channels last, judges channels first, by the names that it gives its layers', async () => {
    const golden = at('tflite.golden.safetensors');
    await saveGolden(await loadTrace('fixtures/traces/china-tflite.safetensors'), golden);
    const found = await compareTraces(china, golden);
    expect(found.verdict).toBe('match');
    expect(found.layers.map(({ pairedBy }) => pairedBy)).toContain('names');
    const faulty = await compareTraces(await recorded('fixtures/models/faults/dead-channel.onnx'), golden);
    expect(faulty).toMatchObject({ verdict: 'mismatch', first: { deployed: 'block05/expand/relu6' } });
    expect(goldenMessage(faulty)).toContain('The golden was made elsewhere (runtime ai-edge-litert');
  });

  test('of hooks on modules, whose names say nothing, pairs by values', async () => {
    const golden = at('hooks.golden.safetensors');
    const hooks = await loadTrace('fixtures/traces/torch-hooks.safetensors');
    await saveGolden(hooks, golden);
    const found = await compareTraces(
      await recordModel(fixture('torch-hooks'), hooks.inputs, { capture: 'original' }),
      golden,
    );
    expect(found.layers.map(({ reference, deployed }) => `${reference} ${deployed}`)).toContain('stem t0');
    expect(found.verdict).toBe('match');
  });
});
