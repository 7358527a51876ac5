import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Golden } from '../../../src/golden/golden.ts';
import { judgeGolden } from '../../../src/golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../../src/golden/sketchTrace.ts';
import { recordModel } from '../../../src/record/recordModel.ts';
import { completeGolden } from '../../../src/reference/golden/completeGolden.ts';
import type { Comparison } from '../../../src/verdicts/comparison.ts';
import { rows } from '../../../src/verdicts/tolerances.ts';
import { fixture, photo } from '../../compare/models.ts';

interface Fault {
  name: string;
  base: 'float' | 'int8';
  layer: string;
  first: string;
}
const faults = JSON.parse(readFileSync('fixtures/models/faults/faults.json', 'utf8')) as Fault[];
const of = (base: Fault['base']) => faults.filter((fault) => fault.base === base);

const sketched = async (path: string, level = 'all', capture: 'deployed' | 'original' = 'deployed'): Promise<Golden> =>
  sketchTrace(
    await recordModel(path, photo('china.jpg'), { capture, sessionOptions: { graphOptimizationLevel: level } }),
  );

/** A golden with all that a test stores. */
const stored = async (
  path: string,
  capture: 'deployed' | 'original',
  { reference, level = 'all' }: { reference?: string; level?: string } = {},
): Promise<Golden> => {
  const sessionOptions = { graphOptimizationLevel: level };
  const trace = await recordModel(path, photo('china.jpg'), { capture, sessionOptions });
  return completeGolden(await sketchTrace(trace), trace, { reference });
};

/** As if another runtime had made it. */
const elsewhere = (golden: Golden): Golden => ({ ...golden, runtime: { ...golden.runtime, version: '1.0.0' } });

/** A convolution and its activation are one layer, under whatever name a quantizer gave it. */
const plain = (id: string) => id.replace(/_QuantizeLinear_\w+$/, '').replace(/\/relu6$/, '');
const isAt = ({ first }: Comparison, { layer, first: changed }: Fault): boolean =>
  first !== undefined && [layer, changed].map(plain).includes(plain(first.deployed));

describe('the float network', () => {
  let golden: Golden;
  beforeAll(async () => {
    golden = await stored(fixture('effnet-lite0-trunc'), 'original');
  });

  test.each(of('float'))('$name is found at its layer', async (fault) => {
    const now = await sketched(`fixtures/models/faults/${fault.name}.onnx`, 'all', 'original');
    const found = judgeGolden(golden, now);
    expect(found.verdict).toBe('mismatch');
    expect(found.first?.deployed).toSatisfy(() => isAt(found, fault));
    expect(judgeGolden(elsewhere(golden), now)).toMatchObject({
      verdict: 'mismatch',
      first: { deployed: found.first?.deployed },
    });
  });

  test('the same network under other names matches', async () => {
    const now = await sketched('fixtures/models/faults/benign-renamed.onnx', 'all', 'original');
    expect(judgeGolden(golden, now)).toMatchObject({ verdict: 'match', findings: [{ kind: 'layers-renamed' }] });
  });

  test('as deployed, other levels match by the rows of another environment', async () => {
    const deployed = await stored(fixture('effnet-lite0-trunc'), 'deployed');
    for (const level of ['disabled', 'basic', 'extended']) {
      const found = judgeGolden(deployed, await sketched(fixture('effnet-lite0-trunc'), level));
      expect(found.verdict, level).toBe('match');
      expect(found.golden?.environment, level).toEqual([{ what: 'level', was: 'all', is: level }]);
      expect(new Set(found.layers.map(({ row }) => row)), level).toEqual(new Set([rows.goldenElsewhere.name]));
    }
  });
});

describe('the quantized network', () => {
  const healthy = fixture('effnet-lite0-trunc-int8');
  const reference = fixture('effnet-lite0-trunc');
  let golden: Golden;
  /** Integer kernels saturate on some CPUs: the same integers come out everywhere where they are simulated in floats. */
  let simulated: Golden;
  beforeAll(async () => {
    golden = await stored(healthy, 'deployed', { reference });
    simulated = await stored(healthy, 'deployed', { reference, level: 'disabled' });
  });

  test.each(of('int8'))('$name is found at its layer by the golden itself', async (fault) => {
    const found = judgeGolden(golden, await sketched(`fixtures/models/faults/${fault.name}.onnx`));
    expect(found.verdict).toBe('mismatch');
    expect(found.first).toMatchObject({ row: rows.goldenQuantized.name });
    expect(found.first?.deployed).toSatisfy(() => isAt(found, fault));
  });

  test.each(of('int8'))('$name is found at its layer elsewhere, by its distance to the reference', async (fault) => {
    const now = await sketched(`fixtures/models/faults/${fault.name}.onnx`, 'disabled');
    const found = judgeGolden(elsewhere(simulated), now);
    expect(found.verdict).toBe('mismatch');
    expect([rows.goldenProfile.name, rows.goldenMean.name]).toContain(found.first?.row);
    expect(found.first?.deployed).toSatisfy(() => isAt(found, fault));
  });

  test('other levels compute other integers and match, with a profile and without', async () => {
    const now = await sketched(healthy, 'disabled');
    expect(judgeGolden(golden, now).verdict).toBe('match');
    const bare = judgeGolden({ ...golden, layers: golden.layers.map(({ profile: _, ...layer }) => layer) }, now);
    expect(bare.verdict).toBe('match');
    expect(bare.layers.some(({ drift }) => drift > rows.goldenQuantized.tolerance)).toBe(true);
  });

  test('where 8-bit products saturate on one side only, the widest row judges', () => {
    const on = (isa: string): Golden => ({ ...golden, runtime: { ...golden.runtime, isa } });
    const { layers } = judgeGolden(on('x64+avx2'), on('x64+avx2+avx512+avx512vnni'));
    expect(new Set(layers.map(({ row }) => row))).toEqual(new Set([rows.goldenSaturating.name]));
    const same = judgeGolden(on('x64+avx2+avxvnni'), on('x64+avx2+avx512+avx512vnni'));
    expect(same.layers.map(({ row }) => row)).not.toContain(rows.goldenSaturating.name);
  });

  test('a model that was quantized again is changed, not worse, where no layer is further from the reference', async () => {
    const now = await sketched('fixtures/models/faults/q-range-clipped.onnx');
    const better = {
      ...golden,
      layers: golden.layers.map((layer) =>
        layer.profile ? { ...layer, profile: { ...layer.profile, drift: 1 } } : layer,
      ),
    };
    const found = judgeGolden(better, now);
    expect(found.verdict).toBe('mismatch');
    expect(found.findings.map(({ kind }) => kind)).toContain('not-worse');
    expect(found.golden?.toReference).toMatchObject({ worse: 0, was: 1 });
  });
});
