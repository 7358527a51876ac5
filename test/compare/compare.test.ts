import { describe, expect, test } from 'vitest';
import { accept } from '../../src/compare/accept.ts';
import { type Compared, type CompareOptions, compare } from '../../src/compare/compare.ts';
import { saturates } from '../../src/compare/conversion.ts';
import { layersInMemory } from '../../src/trace/layers.ts';
import { loadTrace } from '../../src/trace/loadTrace.ts';
import type { Accepted, Comparison } from '../../src/verdicts/comparison.ts';
import { fixture, photo, photos, referenceOf, traced } from './models.ts';

const judged = async (
  name: string,
  capture: 'deployed' | 'original' = 'deployed',
  options: CompareOptions = {},
  withReplay = true,
): Promise<Comparison> => {
  const inputs = photo('china.jpg');
  const { trace, replay } = await referenceOf(fixture('effnet-lite0-trunc'), inputs);
  try {
    return await compare(
      await traced(fixture(name), capture, inputs),
      { trace, ...(withReplay ? { replay } : {}) },
      options,
    );
  } finally {
    await replay.close();
  }
};

/** The layer named, or any node of the piece that is. */
const blamed = ({ first }: Comparison): string[] => [
  first?.reference ?? '',
  ...(first?.piece ?? []).map(({ node }) => node),
];

const FAULTS: [string, string][] = [
  ['weights-scaled-0.1pct', 'block05/depthwise'],
  ['bias-lost', 'block03/project'],
  ['dead-channel', 'block05/expand'],
  ['channels-reversed', 'block04/expand'],
  ['relu6-lost', 'block02/expand/relu6'],
  ['relu6-extra', 'block04/project'],
  ['skip-lost', 'block04/add'],
  ['skip-doubled', 'block02/add'],
  ['pad-symmetric-5x5', 'block03/depthwise'],
  ['float16-overflow', 'block04/project'],
];

describe('a faulty float model', () => {
  test.each(FAULTS)('%s is found at %s by its own error, and nothing else is', async (fault, layer) => {
    const found = await judged(`faults/${fault}`);
    expect(found.verdict).toBe('mismatch');
    expect(blamed(found)).toContain(layer);
    const wrong = found.layers.filter(({ status }) => status === 'diverges');
    expect(wrong.every((each) => [each.reference, ...(each.piece ?? []).map(({ node }) => node)].includes(layer))).toBe(
      true,
    );
  });

  test.each(FAULTS)('%s is found at %s in the graph as stored', async (fault, layer) => {
    expect(blamed(await judged(`faults/${fault}`, 'original'))).toContain(layer);
  });

  test('by tensors alone the first layer whose inputs agree is named, what follows inherits', async () => {
    const found = await judged('faults/bias-lost', 'deployed', {}, false);
    expect(found.first).toMatchObject({
      reference: 'block03/project',
      judgedBy: 'drift',
      row: 'float32, tensors only',
    });
    const after = found.layers.slice(found.layers.indexOf(found.first as never) + 1);
    expect(new Set(after.map(({ status }) => status))).toEqual(new Set(['inherits']));
  });

  test('other weights are a finding at their layer, with the norm of the difference', async () => {
    const { findings } = await judged('faults/weights-scaled-0.1pct');
    const [weights] = findings.filter(({ kind }) => kind === 'weights-differ');
    expect(weights?.where).toBe('block05/depthwise/relu6');
    expect(weights?.evidence.difference).toBeCloseTo(1e-3, 5);
  });

  test('a lost op is a finding', async () => {
    const { findings } = await judged('faults/skip-lost');
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'op-missing', where: 'block04/add', expected: 'Add' }),
    );
  });

  test('values that only one side has as finite are named with their position', async () => {
    const { first, findings, passingTolerance } = await judged('faults/float16-overflow');
    expect(first?.value).toBe(Number.POSITIVE_INFINITY);
    const found = findings.find(({ kind }) => kind === 'non-finite');
    expect(Math.abs(found?.found as number)).toBe(Number.POSITIVE_INFINITY);
    expect(found?.evidence.count).toBeGreaterThan(0);
    expect(passingTolerance).toBeUndefined();
  });

  test('a dead channel is located', async () => {
    expect((await judged('faults/dead-channel')).first).toMatchObject({ where: 'channel 7', worstChannel: 7 });
  });

  test('the smallest tolerance that would have passed is stated, and passes', async () => {
    const { passingTolerance } = await judged('faults/weights-scaled-0.1pct');
    expect(passingTolerance).toBeGreaterThan(1e-5);
    const again = await judged('faults/weights-scaled-0.1pct', 'deployed', { tolerance: passingTolerance as number });
    expect(again.verdict).toBe('match');
    const byRow = await judged('faults/weights-scaled-0.1pct', 'deployed', { tolerance: { 'float32, replay': 1e-7 } });
    expect(byRow.layers.find(({ status }) => status === 'diverges')?.tolerance).toBe(1e-7);
  });
});

describe('what is no fault', () => {
  test.each([
    'effnet-lite0-trunc',
    'effnet-lite0-trunc-torch-export',
    'faults/benign-renamed',
    'faults/benign-float16',
    'effnet-lite0-trunc-int8',
  ])('%s matches, with and without a replay', async (name) => {
    for (const capture of ['deployed', 'original'] as const)
      for (const withReplay of [true, false]) {
        const found = await judged(name, capture, {}, withReplay);
        expect([name, capture, withReplay, found.verdict, found.first?.deployed]).toEqual([
          name,
          capture,
          withReplay,
          'match',
          undefined,
        ]);
      }
  });

  test('the same int8 file on both sides has no own error, on any CPU', async () => {
    const inputs = photo('china.jpg');
    const reference = await referenceOf(fixture('effnet-lite0-trunc-int8'), inputs);
    const found = await compare(await traced(fixture('effnet-lite0-trunc-int8'), 'deployed', inputs), {
      ...reference,
      sameModel: true,
    });
    expect(found.verdict).toBe('match');
    expect(Math.max(...found.layers.map(({ steps }) => steps ?? 0))).toBeLessThan(0.1);
    expect(found.notes[0]).toMatch(/same model file/);
    await reference.replay.close();
  });

  test.each(['china-torch', 'china-tflite'])('%s, tensors of another runtime and layout', async (name) => {
    const reference = await loadTrace(`fixtures/traces/${name}.safetensors`);
    const deployed = await traced(fixture('effnet-lite0-trunc'), 'deployed', photo('china.jpg'));
    const found = await compare(deployed, { trace: { ...reference, inputs: {} } });
    expect(found.verdict).toBe('match');
    expect(Math.max(...found.layers.map(({ drift }) => drift))).toBeLessThan(1e-6);
  });
});

describe('quantized models', () => {
  const without = (accepted: Accepted, id: string): Accepted => {
    const { [id]: _, ...rest } = accepted;
    return rest;
  };
  const all = async (name: string, options: CompareOptions = {}): Promise<Comparison> => {
    const references: Compared[] = [];
    const traces = [];
    for (const each of photos) {
      references.push(await referenceOf(fixture('effnet-lite0-trunc'), photo(each)));
      traces.push(await traced(fixture(name), 'deployed', photo(each)));
    }
    const found = await compare(traces, references, options);
    await Promise.all(references.map(({ replay }) => replay?.close()));
    return found;
  };

  test('without accepted values weak layers are no alarm', async () => {
    const found = await judged('effnet-lite0-trunc-int8');
    expect(found.layers.filter(({ status }) => status === 'weak').map(({ reference }) => reference)).toContain(
      'stem/conv/relu6',
    );
    expect(found.verdict).toBe('match');
  });

  test('accepted values of a healthy conversion find faults at their layers, over several photos', {
    timeout: 120_000,
  }, async () => {
    const accepted = accept(await all('effnet-lite0-trunc-int8'));
    expect(accepted['stem/conv/relu6']?.steps).toBeGreaterThan(1);
    expect((await all('effnet-lite0-trunc-int8', { accepted })).verdict).toBe('match');
    for (const [name, layer] of [
      ['q-range-clipped', 'block04/project'],
      ['q-bias-lost', 'block03/project'],
      ['q-weights-saturated', 'block03/depthwise/relu6'],
    ] as const) {
      const found = await all(`faults/${name}`, { accepted });
      expect([name, found.verdict, found.first?.reference]).toEqual([name, 'mismatch', layer]);
    }
  });

  test('accepted values that leave a layer out are no weaker than none, and are said', async () => {
    const healthy = accept(await judged('effnet-lite0-trunc-int8'));
    for (const [accepted, note] of [
      [without(healthy, 'block03/project'), /^accepted values are missing for 1 of 2\d layers \(block03\/project\)/],
      [{ elsewhere: { steps: 9 } }, /^1 accepted values are of no layer that was compared \(elsewhere\)/],
    ] as const) {
      const found = await judged('faults/q-bias-lost', 'deployed', { accepted });
      expect(found.verdict).toBe('mismatch');
      expect(found.layers.find(({ reference }) => reference === 'block03/project')?.status).toBe('diverges');
      expect(found.notes.some((each) => note.test(each))).toBe(true);
    }
    const unused = await judged('effnet-lite0-trunc-torch-export', 'deployed', { accepted: healthy });
    expect(unused.notes).toContainEqual(expect.stringMatching(/^accepted values are not used/));
  });

  test('a zero point that writer and reader dispute is a fault without any tolerance', async () => {
    const found = await judged('faults/q-zero-point-off-by-one', 'deployed', { tolerance: 1e9 });
    expect(found.verdict).toBe('mismatch');
    expect(found.first?.reference).toBe('block02/project');
    expect(found.findings.find(({ kind }) => kind === 'grid-disputed')?.where).toBe(found.first?.deployed);
  });

  test('a CPU whose 8-bit products saturate is said', async () => {
    const deployed = await traced(fixture('effnet-lite0-trunc-int8'), 'deployed', photo('china.jpg'));
    const { notes } = await judged('effnet-lite0-trunc-int8');
    expect(notes.some((note) => note.includes('VNNI'))).toBe(saturates(deployed));
  });
});

describe('verdicts', () => {
  test('no pair at all is undecided, never a match', async () => {
    const deployed = await traced(fixture('effnet-lite0-trunc'), 'deployed', photo('china.jpg'));
    const tensor = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } as const;
    const info = { id: 'other', op: '', output: 0, inputs: [], weights: [], attributes: {} };
    const layers = layersInMemory({ layers: [info], unseen: [] }, [{ id: 'other', op: '', inputs: [], tensor }]);
    const found = await compare(deployed, { trace: { ...deployed, layers, inputs: {}, outputs: {} } });
    expect(found).toMatchObject({ verdict: 'undecided', layers: [] });
  });

  test('outputs alone are enough where the reference holds nothing else', async () => {
    const deployed = await traced(fixture('effnet-lite0-trunc'), 'deployed', photo('china.jpg'));
    const none = layersInMemory({ layers: [], unseen: [] }, []);
    const found = await compare(deployed, { trace: { ...deployed, layers: none, inputs: {} } });
    expect(found).toMatchObject({ verdict: 'match', layers: [expect.objectContaining({ deployed: 'features' })] });
  });

  test('other inputs are a finding of their own while the layers are judged on the reference’s', async () => {
    const [app, other] = [photo('china.jpg'), photo('rocket.jpg')];
    const reference = await referenceOf(fixture('effnet-lite0-trunc'), other);
    const onReferenceInputs = await traced(fixture('effnet-lite0-trunc'), 'deployed', other);
    const found = await compare(await traced(fixture('effnet-lite0-trunc'), 'deployed', app), {
      ...reference,
      onReferenceInputs,
    });
    expect(found.findings[0]?.kind).toBe('input-values');
    expect(found.verdict).toBe('mismatch');
    expect(found.first).toBeUndefined();
    await reference.replay.close();
  });

  test('the noise floor of the deployed model widens what tensors alone may differ, and is asked for only then', async () => {
    const inputs = photo('china.jpg');
    const deployed = await traced(fixture('faults/weights-scaled-0.1pct'), 'deployed', inputs);
    const trace = await traced(fixture('effnet-lite0-trunc'), 'original', inputs);
    let asked = 0;
    const floorOf = (size: number) => async () => {
      asked++;
      return new Map([...(await deployed.layers.list()).layers].map(({ id }) => [id, size]));
    };
    expect((await compare(deployed, { trace }, { noiseFloor: floorOf(1e-7) })).verdict).toBe('mismatch');
    expect((await compare(deployed, { trace }, { noiseFloor: floorOf(1e-3) })).verdict).toBe('match');
    expect(asked).toBe(2);
    await compare(trace, { trace }, { noiseFloor: floorOf(1) });
    expect(asked).toBe(2);
  });

  test('a small budget reads layers again instead of holding them, with the same result', async () => {
    const whole = await judged('faults/bias-lost');
    const small = await judged('faults/bias-lost', 'deployed', { maxBytes: 2 ** 20 });
    expect(small.layers.map(({ own, status }) => [own, status])).toEqual(
      whole.layers.map(({ own, status }) => [own, status]),
    );
  });
});

describe('other networks', () => {
  test.each([
    ['graphs/transformer-a', 'graphs/transformer-b'],
    ['graphs/recurrent', 'graphs/recurrent-b'],
    ['graphs/branches', 'graphs/branches-b'],
    ['graphs/detector', 'graphs/detector'],
    ['graphs/transformer-a-dynamic', 'graphs/transformer-a'],
    ['graphs/transformer-a-4bit', 'graphs/transformer-a'],
    ['graphs/transformer-a-4bit', 'graphs/transformer-b'],
  ])('%s matches %s', async (one, other) => {
    const reference = await referenceOf(fixture(other));
    for (const capture of ['deployed', 'original'] as const) {
      const found = await compare(await traced(fixture(one), capture), reference);
      expect([capture, found.verdict, found.first?.deployed]).toEqual([capture, 'match', undefined]);
    }
    await reference.replay.close();
  });

  test.each(['deployed', 'original'] as const)(
    'wrong scales of 4-bit weights are found at their layer with accepted values, %s',
    async (capture) => {
      const reference = await referenceOf(fixture('graphs/transformer-a'));
      const against = async (name: string, options?: CompareOptions) =>
        compare(await traced(fixture(`graphs/${name}`), capture), reference, options);
      const accepted = accept(await against('transformer-a-4bit'));
      expect((await against('transformer-a-4bit', { accepted })).verdict).toBe('match');
      const found = await against('transformer-a-4bit-fault', { accepted });
      expect(found.first?.reference).toMatch(/^block0\/key/);
      expect(found.layers.filter(({ status }) => status === 'diverges')).toHaveLength(1);
      await reference.replay.close();
    },
  );
});

describe('a detector that keeps as many boxes as its scores say', () => {
  const judgedBy = async (name: string, withReplay: boolean): Promise<Comparison> => {
    const { trace, replay } = await referenceOf(fixture('graphs/detector-many'));
    const deployed = await traced(fixture(`graphs/${name}`), 'deployed');
    const found = await compare(deployed, { trace, ...(withReplay ? { replay } : {}) });
    await replay.close();
    return found;
  };
  const statusOf = ({ layers }: Comparison, id: string) => layers.find(({ deployed }) => deployed === id)?.status;

  test('and keeps others behind a fault, is no second fault', async () => {
    const found = await judgedBy('detector-many-fault', true);
    expect(found.first?.piece).toContainEqual({ op: 'Conv', node: 'stem' });
    expect(found.layers.filter(({ status }) => status === 'diverges')).toHaveLength(1);
    expect(found.layers.find(({ deployed }) => deployed === 'kept')).toMatchObject({
      status: 'agrees',
      judgedBy: 'equality',
    });
    expect(found.findings.map(({ kind }) => kind)).not.toContain('layer-shape');
  });

  test('inherits the fault where only tensors say what is right', async () => {
    const found = await judgedBy('detector-many-fault', false);
    expect(found.layers.filter(({ status }) => status === 'diverges')).toHaveLength(1);
    expect([statusOf(found, 'kept'), statusOf(found, 'detections')]).toEqual(['inherits', 'inherits']);
  });

  test.each([true, false])('is at fault itself where it selects otherwise (replay: %s)', async (withReplay) => {
    const found = await judgedBy('detector-many-threshold', withReplay);
    expect(found.verdict).toBe('mismatch');
    expect(found.first?.deployed).toBe('kept');
    expect(found.layers.filter(({ status }) => status === 'diverges')).toHaveLength(1);
  });
});
