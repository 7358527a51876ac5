import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Alignment, align } from '../../../src/compare/align/align.ts';
import { loadTrace } from '../../../src/trace/loadTrace.ts';
import { fixture, photo, sideOf, traced } from '../models.ts';

type Capture = 'deployed' | 'original';

const aligned = async (one: string, capture: Capture, other: string, images = false): Promise<Alignment> => {
  const inputs = images ? photo('china.jpg') : undefined;
  return align(
    await sideOf(await traced(fixture(one), capture, inputs)),
    await sideOf(await traced(fixture(other), 'original', inputs)),
  );
};

const gaps = ({ unpaired }: Alignment) => unpaired.filter(({ expected }) => !expected).map(({ id }) => id);

describe('one network under other names', () => {
  test.each([
    ['original', 32],
    ['deployed', 20],
  ] as const)('a torch export pairs completely, %s', async (capture, count) => {
    const found = await aligned('effnet-lite0-trunc', capture, 'effnet-lite0-trunc-torch-export', true);
    expect(found.pairs).toHaveLength(count);
    expect(gaps(found)).toEqual([]);
    expect(found.pairs.map(({ by }) => by)).not.toContain('');
  });

  test.each([
    ['deployed', 'effnet-lite0-trunc'],
    ['original', 'effnet-lite0-trunc'],
    ['deployed', 'effnet-lite0-trunc-torch-export'],
    ['original', 'effnet-lite0-trunc-torch-export'],
  ] as const)(
    'an int8 file (%s) pairs with the activations of %s, never with what comes before them',
    async (capture, other) => {
      const found = await aligned('effnet-lite0-trunc-int8', capture, other, true);
      expect(found.pairs).toHaveLength(21);
      expect(gaps(found)).toEqual([]);
      const quantized = found.pairs.filter(({ ops }) => ops.reference === 'Clip');
      expect(quantized).toHaveLength(12);
      const stem = found.pairs.find(({ deployed }) => deployed === 'stem/conv/relu6_QuantizeLinear_Output');
      expect(stem?.ops.reference).toBe('Clip');
    },
  );

  test('float16 files pair whatever casts the runtime put between', async () => {
    const found = await aligned('faults/benign-float16', 'deployed', 'effnet-lite0-trunc', true);
    expect(gaps(found)).toEqual([]);
    const other = found.pairs.filter(({ deployed, reference }) => deployed !== reference);
    // The converter put a cast behind the output: what it casts carries another name.
    expect(other).toMatchObject([{ reference: 'features', by: 'output' }]);
  });

  test('renamed nodes and tensors change nothing', async () => {
    const found = await aligned('faults/benign-renamed', 'deployed', 'effnet-lite0-trunc', true);
    expect(found.pairs).toHaveLength(20);
  });
});

describe('transformers', () => {
  const meanings = JSON.parse(readFileSync('fixtures/models/graphs/transformer-b.json', 'utf8')) as Record<
    string,
    string
  >;
  const meant = (id: string) => meanings[id]?.replace(/^(v\d+_\d+)$/, '');
  // `transformer-a` names tensors by what they are, also where a quantizer or an optimizer added to the name.
  const named = (id: string) => id.replace(/_quantized$|_output_quantized$|_MatMul_.*$/, '');

  test.each([
    ['transformer-a', 'original', 62],
    ['transformer-a', 'deployed', 71],
    ['transformer-a-dynamic', 'original', 50],
    ['transformer-a-dynamic', 'deployed', 56],
  ] as const)('%s (%s) pairs with another exporter’s graph, and no pair is wrong', async (one, capture, atLeast) => {
    const found = await aligned(`graphs/${one}`, capture, 'graphs/transformer-b');
    expect(found.pairs.length).toBeGreaterThanOrEqual(atLeast);
    const wrong = found.pairs.filter(({ deployed, reference }) => {
      const meaning = meant(reference);
      return (
        meaning !== undefined &&
        !/gemm_|token_/.test(deployed) &&
        !/product|_MatMul/.test(deployed) &&
        named(deployed) !== meaning
      );
    });
    expect(wrong).toEqual([]);
    expect(gaps(found)).toEqual([]);
  });

  test('a dynamically quantized file pairs with its own float file', async () => {
    const found = await aligned('graphs/transformer-a-dynamic', 'deployed', 'graphs/transformer-a');
    expect(found.pairs.filter(({ deployed, reference }) => named(deployed) !== reference)).toEqual([]);
    expect(found.pairs.length).toBeGreaterThanOrEqual(68);
  });
});

describe('what looks alike', () => {
  test('parallel branches in another order pair by their weights', async () => {
    const found = await aligned('graphs/branches', 'original', 'graphs/branches-b');
    const arms = found.pairs.filter(({ deployed }) => /^arm\d$/.test(deployed)).map(({ reference }) => reference);
    // The other file writes the branches as 2, 0, 3, 1.
    expect(arms).toEqual(['v3_0', 'v7_0', 'v1_0', 'v5_0']);
  });

  test('layers that share one weight, and blocks of nearly equal weights, pair in their places', async () => {
    const found = await aligned('graphs/branches', 'original', 'graphs/branches-b');
    const references = found.pairs
      .filter(({ deployed }) => /^(shared|near)\d/.test(deployed))
      .map(({ reference }) => reference);
    const order = references.map((id) => Number(/\d+/.exec(id)?.[0]));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(references).toHaveLength(3 * 2 + 6 * 3);
  });

  test('a recurrent network pairs output by output', async () => {
    const found = await aligned('graphs/recurrent', 'original', 'graphs/recurrent-b');
    const lstm = found.pairs.filter(({ deployed }) => deployed.startsWith('lstm')).map(({ reference }) => reference);
    expect(lstm).toEqual(['v6_0', 'v6_1', 'v6_2']);
  });
});

describe('references without a graph', () => {
  test('pair by equal ids and by the names that their maker noted', async () => {
    const deployed = await sideOf(await traced(fixture('effnet-lite0-trunc'), 'deployed', photo('china.jpg')));
    for (const name of ['china-torch', 'china-tflite']) {
      const found = align(deployed, await sideOf(await loadTrace(`fixtures/traces/${name}.safetensors`)));
      // The outputs are no layers of a saved trace; comparing adds them.
      expect(found.pairs.length).toBeGreaterThanOrEqual(19);
      expect(gaps(found)).toEqual(['features']);
    }
  });

  test('a quantized layer that only carries the activation’s name is compared behind its grid', async () => {
    const deployed = await sideOf(await traced(fixture('effnet-lite0-trunc-int8'), 'original', photo('china.jpg')));
    const found = align(deployed, await sideOf(await loadTrace('fixtures/traces/china-torch.safetensors')));
    const stem = found.pairs.find(({ reference }) => reference === 'stem/conv/relu6');
    expect(stem?.deployed).toBe('stem/conv/relu6_QuantizeLinear_Output');
  });
});

test('pairs made by hand win, and null takes a layer out', async () => {
  const [one, other] = [
    await sideOf(await traced(fixture('graphs/branches'), 'original')),
    await sideOf(await traced(fixture('graphs/branches-b'), 'original')),
  ];
  const found = align(one, other, { stem: null, arm0: 'v7_0' });
  expect(found.pairs.find(({ deployed }) => deployed === 'stem')).toBeUndefined();
  expect(found.pairs.find(({ deployed }) => deployed === 'arm0')).toMatchObject({ reference: 'v7_0', by: 'by hand' });
});
