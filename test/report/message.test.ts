import { describe, expect, test } from 'vitest';
import { agreesMessage, comparisonMessage, MOST_LINES } from '../../src/report/message.ts';
import type { Comparison, LayerComparison } from '../../src/verdicts/comparison.ts';

const layer = (deployed: string, changes: Partial<LayerComparison> = {}): LayerComparison => ({
  deployed,
  reference: deployed,
  op: 'Conv',
  shape: [1, 32, 56, 56],
  status: 'agrees',
  judgedBy: 'own',
  value: changes.own ?? 1.2e-7,
  measure: 'own',
  tolerance: 1e-5,
  row: 'float32, replay',
  drift: 3.1e-7,
  own: 1.2e-7,
  metrics: {},
  pairedBy: 'name and op',
  ...changes,
});
const quantized = (deployed: string, steps: number, changes: Partial<LayerComparison> = {}) =>
  layer(deployed, {
    op: 'QLinearConv',
    own: steps / 255,
    steps,
    drift: 0.02,
    value: steps,
    measure: 'steps',
    tolerance: 1,
    row: 'quantized, steps',
    status: steps > 1 ? 'weak' : 'agrees',
    ...changes,
  });
const comparison = (layers: LayerComparison[], changes: Partial<Comparison> = {}): Comparison => {
  const first = layers.find(({ status }) => status === 'diverges');
  return {
    verdict: first === undefined ? 'match' : 'mismatch',
    findings: [],
    layers,
    ...(first && { first }),
    unpaired: [],
    notes: [],
    ...changes,
  };
};
const before = (count: number) => Array.from({ length: count }, (_, index) => layer(`block0${index}/project`));
const finding = (kind: string, where: string, found: unknown, expected: unknown, evidence = {}) => ({
  ...{ kind, where, found, expected, evidence, confidence: 1 },
});

describe('a layer that diverges', () => {
  test('by its own error', () => {
    const first = layer('block05/depthwise', {
      status: 'diverges',
      own: 0.0392,
      drift: 0.0394,
      where: 'channel 3',
      piece: [
        { op: 'Conv', node: 'depthwise' },
        { op: 'Clip', node: 'relu6' },
      ],
      pieceInputs: ['block05/expand'],
    });
    const after = [layer('block05/project', { drift: 0.051 }), layer('block06/expand', { drift: 0.032 })];
    const text = comparisonMessage(comparison([...before(9), first, ...after], { passingTolerance: 0.0392 }), {
      reference: 'reference/model.onnx',
      kept: ['.exray/classifies-1a2b3c4d.safetensors'],
    });
    expect(text.split('\n')[0]).toBe(
      'block05/depthwise (Conv) diverges: on the inputs that it got, its output is off by 0.039 (tolerance 0.00001); 9 layers before it agree',
    );
    expect(text).toMatchSnapshot();
  });

  test('with the weights of another layer', () => {
    const first = layer('block02/project', { status: 'diverges', own: 0.21, drift: 0.21 });
    const findings = [
      finding('weights-differ', 'block02/project', 'aa', 'bb', {
        role: 'weight',
        difference: 1.31,
        equals: 'block03/project',
      }),
    ];
    expect(comparisonMessage(comparison([layer('stem'), first], { findings }))).toMatchSnapshot();
  });

  test('with other attributes, another op or a lost one', () => {
    const first = layer('block02/depthwise', { status: 'diverges', own: 0.21, drift: 0.21 });
    const findings = [
      finding('attributes-differ', 'block02/depthwise', [0, 0, 1, 1], [1, 1, 1, 1], { attribute: 'pads' }),
      finding('op-missing', 'block02/relu6', 'nothing', 'Clip', { after: 'block02/depthwise' }),
      finding('op-other', 'head', 'Sigmoid', 'HardSigmoid'),
    ];
    expect(comparisonMessage(comparison([layer('stem'), first], { findings }))).toMatchSnapshot();
  });

  test('together with a second and a third fault and what follows from them', () => {
    const layers = [
      layer('stem'),
      quantized('a', 4.2, { status: 'diverges', row: 'quantized, accepted steps' }),
      quantized('b', 0.4),
      quantized('c', 9.8, { status: 'diverges' }),
      quantized('d', 3.8, { status: 'consequence' }),
      quantized('e', 2.8, { status: 'diverges' }),
    ];
    expect(comparisonMessage(comparison(layers))).toMatchSnapshot();
  });

  test('by the levels that it uses', () => {
    const low = layer('a', {
      status: 'diverges',
      measure: 'levels',
      value: 0.21,
      tolerance: 0.46,
      row: 'quantized, accepted levels',
    });
    expect(comparisonMessage(comparison([low]))).toMatchSnapshot();
    const high = { ...low, value: 3.1, tolerance: 1.2 };
    expect(comparisonMessage(comparison([high]))).toMatchSnapshot();
  });

  test('by its drift, where there are only tensors', () => {
    const drifting = (id: string, drift: number, status: LayerComparison['status']): LayerComparison => {
      const { own: _, ...rest } = layer(id, {
        judgedBy: 'drift',
        measure: 'drift',
        value: drift,
        drift,
        status,
        row: 'float32, tensors only',
      });
      return rest;
    };
    const layers = [
      drifting('stem', 2e-7, 'agrees'),
      drifting('a', 0.0151, 'diverges'),
      drifting('b', 0.021, 'inherits'),
      drifting('c', 0.033, 'inherits'),
    ];
    expect(comparisonMessage(comparison(layers))).toMatchSnapshot();
  });

  test('by integers that must be equal', () => {
    const first = layer('top', {
      op: 'ArgMax',
      judgedBy: 'equality',
      measure: 'difference',
      value: 3,
      tolerance: 0,
      status: 'diverges',
      row: 'equality',
    });
    expect(comparisonMessage(comparison([layer('stem'), first]))).toMatchSnapshot();
  });

  test('by a NaN, with its place', () => {
    const first = layer('block04/expand', {
      status: 'diverges',
      value: Number.POSITIVE_INFINITY,
      own: Number.POSITIVE_INFINITY,
      tolerance: 0,
      drift: Number.POSITIVE_INFINITY,
    });
    const findings = [
      finding('non-finite', 'block04/expand', Number.NaN, 1.25, { position: 56 * 56 * 3 + 57, count: 12 }),
    ];
    const text = comparisonMessage(comparison([layer('stem'), first], { findings }));
    expect(text.split('\n')[0]).toBe(
      'block04/expand (Conv) holds NaN at [0, 3, 1, 1] where the reference has 1.25 (12 such values); 1 layer before it agrees',
    );
    expect(text).toMatchSnapshot();
  });

  test('by a grid that its writer and its reader dispute', () => {
    const first = quantized('a', 0.3, { status: 'diverges' });
    const findings = [
      finding('grid-disputed', 'a', { scale: [0.0235], zeroPoint: [0] }, { scale: [0.0471], zeroPoint: [-128] }),
    ];
    expect(comparisonMessage(comparison([first], { findings }))).toMatchSnapshot();
  });
});

describe('a quantized model against its float one', () => {
  const output = (changes: Partial<LayerComparison>) =>
    layer('probs', {
      op: 'Softmax',
      judgedBy: 'drift',
      measure: 'drift',
      value: 0.123,
      drift: 0.123,
      tolerance: 0.06,
      status: 'diverges',
      row: 'quantized, outputs',
      ...changes,
    });

  test('without accepted values: the outputs judge, the weak layers explain', () => {
    expect(
      comparisonMessage(comparison([quantized('a', 0.4), quantized('b', 4.2), quantized('c', 1.7), output({})])),
    ).toMatchSnapshot();
  });

  test('against tensors alone: naming layers needs the model', () => {
    const { own: _, ...bare } = output({});
    expect(comparisonMessage(comparison([bare]))).toMatchSnapshot();
  });

  test('with accepted values: the layer is named by its steps', () => {
    const first = quantized('block05/depthwise', 4.21, {
      status: 'diverges',
      tolerance: 1.08,
      row: 'quantized, accepted steps',
    });
    expect(comparisonMessage(comparison([quantized('block04/project', 0.3), first]))).toMatchSnapshot();
  });
});

describe('before layers', () => {
  test('other inputs come first, then the layer', () => {
    const findings = [
      finding('input-values', 'images', 0.21, 0, {
        drift: 0.21,
        tolerance: 0.0067,
        maxAbs: 1.9,
        likely: 'channels-reversed',
      }),
    ];
    const first = layer('stem', { status: 'diverges', own: 0.02, drift: 0.02 });
    expect(comparisonMessage(comparison([first], { findings }))).toMatchSnapshot();
    const alone = comparisonMessage(comparison([layer('stem')], { findings, verdict: 'mismatch' }));
    expect(alone).toMatchSnapshot();
  });
});

describe('undecided', () => {
  test('where nothing has a partner', () => {
    const unpaired = [
      {
        id: 'a',
        op: 'Conv',
        side: 'deployed' as const,
        reason: 'no layer of the reference has its weights',
        expected: false,
      },
      {
        id: 'x',
        op: '',
        side: 'reference' as const,
        reason: 'no layer of the deployed model has its values',
        expected: false,
      },
    ];
    expect(comparisonMessage(comparison([], { verdict: 'undecided', unpaired }))).toMatchSnapshot();
  });

  test('where a layer with weights has no partner', () => {
    const unpaired = [
      {
        id: 'a',
        op: 'Conv',
        side: 'deployed' as const,
        reason: 'two layers of the reference have its weights',
        expected: false,
      },
      ...['b', 'c'].map((id) => ({
        id,
        op: 'Clip',
        side: 'reference' as const,
        reason: `fused into FusedConv ${id}1`,
        expected: true,
      })),
      { id: 'd', op: 'If', side: 'deployed' as const, reason: 'inside If', expected: true },
    ];
    expect(comparisonMessage(comparison([layer('stem')], { verdict: 'undecided', unpaired }))).toMatchSnapshot();
  });

  test('where an output has no partner', () => {
    expect(comparisonMessage(comparison([layer('stem')], { verdict: 'undecided' }))).toMatchSnapshot();
  });

  test('where a tie selects other values', () => {
    const layers = [
      layer('topk', { op: 'TopK' }),
      layer('gather', { op: 'Gather', status: 'inherits', judgedBy: 'drift', measure: 'drift' }),
    ];
    const findings = [finding('selection-tie', 'topk', 2, 0)];
    expect(comparisonMessage(comparison(layers, { verdict: 'undecided', findings }))).toMatchSnapshot();
  });
});

describe('.not', () => {
  test('fails by what agrees, and says where that means little', () => {
    const notes = ['both sides are the same model file: this only checks kernels'];
    expect(agreesMessage(comparison(before(3), { notes }), { reference: 'model.onnx' })).toMatchSnapshot();
  });
});

describe('every message', () => {
  test('is at most 30 lines, however much there is to say', () => {
    const layers = Array.from({ length: 300 }, (_, index) =>
      layer(`a/very/long/name/of/a/layer/that/would/not/fit/into/any/table/block${index}/depthwise_conv2d`, {
        status: index % 3 === 0 ? 'diverges' : index % 3 === 1 ? 'consequence' : 'weak',
        own: index,
        where: 'channels 1, 2, 3, 4',
        reference: `other${index}`,
        piece: Array.from({ length: 9 }, (_, node) => ({ op: 'Conv', node: `node${node}` })),
        pieceInputs: ['a', 'b', 'c', 'd', 'e'],
      }),
    );
    const many = Array.from({ length: 100 }, (_, index) => index);
    const text = comparisonMessage(
      comparison(layers, {
        findings: layers.flatMap(({ deployed }) =>
          many.slice(0, 3).map(() => finding('attributes-differ', deployed, 1, 2, { attribute: 'axis' })),
        ),
        unpaired: many.map((index) => ({
          id: `u${index}`,
          op: 'Conv',
          side: 'deployed' as const,
          reason: `reason ${index}`,
          expected: index % 2 === 0,
        })),
        notes: many.map((index) => `note ${index}`),
        passingTolerance: 299,
      }),
      { reference: 'a.onnx', kept: many.map((index) => `.exray/${index}.safetensors`), after: ['Not judged: result.'] },
    );
    const lines = text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
    expect(lines.at(-1)).toMatch(/^Kept: .*97 more$/);
    for (const line of lines.filter((each) => each.includes('...'))) expect(line.length).toBeLessThan(600);
  });

  test('keeps a name of a model from moving the cursor or breaking the line', () => {
    const first = layer('evil\u001b[2Jname\nnext', { status: 'diverges', own: 1 });
    const text = comparisonMessage(comparison([first]));
    expect(text).not.toContain('\u001b');
    expect(text.split('\n')[0]).toContain('evil?[2Jname?next (Conv) diverges');
  });

  test('holds for data that went through JSON', () => {
    const data = comparison([layer('stem'), layer('a', { status: 'diverges', own: 0.5 })]);
    expect(comparisonMessage(JSON.parse(JSON.stringify(data)))).toBe(comparisonMessage(data));
  });

  test('tells findings that it has no words for by their data', () => {
    const findings = [finding('some-new-kind', 'a', 1, { b: 2 })];
    expect(comparisonMessage(comparison([layer('a', { status: 'diverges', own: 0.5 })], { findings }))).toContain(
      'some new kind at a: found 1, expected {"b":2}',
    );
  });
});
