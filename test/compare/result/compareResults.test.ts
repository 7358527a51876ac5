import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareResults } from '../../../src/compare/result/compareResults.ts';

const kinds = (...args: Parameters<typeof compareResults>) => {
  const { verdict, findings, notes } = compareResults(...args);
  return {
    verdict,
    findings: findings.map(({ kind, where }) => `${kind} ${where}`),
    notes: notes.map(({ kind }) => kind),
  };
};
const agrees = { verdict: 'match', findings: [], notes: [] };

describe('labels and numbers', () => {
  test('a label is exact, a score is not', () => {
    expect(kinds({ label: 'cat', score: 0.5004 }, { label: 'cat', score: 0.5 })).toEqual(agrees);
    expect(kinds({ label: 'dog', score: 0.5 }, { label: 'cat', score: 0.5 }).findings).toEqual([
      'result-value result.label',
    ]);
    expect(kinds({ label: 'cat', score: 0.52 }, { label: 'cat', score: 0.5 }).findings).toEqual([
      'result-number result.score',
    ]);
  });

  test('whole numbers are ids or counts: exact, unless one side is not whole', () => {
    expect(kinds(281, 282).findings).toEqual(['result-number result']);
    expect(kinds(1, 0.9999)).toEqual(agrees);
  });

  test('numbers above 1 are compared relative to their size', () => {
    expect(kinds(1000.5, 1000.1)).toEqual(agrees);
    expect(kinds(1002.5, 1000.1).verdict).toBe('mismatch');
  });

  test('the tolerance is the option, and its boundary belongs to it', () => {
    expect(kinds(0.75, 0.5, { tolerance: 0.25 })).toEqual(agrees);
    expect(kinds(0.76, 0.5, { tolerance: 0.25 }).verdict).toBe('mismatch');
  });

  test('NaN on one side is a difference, on both sides or as null in JSON it is none', () => {
    expect(kinds(Number.NaN, 0.5).verdict).toBe('mismatch');
    expect(kinds(0.5, Number.POSITIVE_INFINITY).verdict).toBe('mismatch');
    expect(kinds(Number.NEGATIVE_INFINITY, 0.5).verdict).toBe('mismatch');
    expect(kinds(Number.NaN, Number.NaN)).toEqual(agrees);
    expect(kinds({ a: Number.NaN }, JSON.parse(JSON.stringify({ a: Number.NaN })))).toEqual(agrees);
  });

  test('keys that one side lacks are named, ignored ones are not', () => {
    expect(kinds({ a: 1, b: 2 }, { a: 1, c: 3 }).findings).toEqual([
      'result-missing result.c',
      'result-extra result.b',
    ]);
    expect(kinds({ a: 1, milliseconds: 2.5 }, { a: 1, milliseconds: 7 }, { ignore: ['milliseconds'] })).toEqual(agrees);
  });

  test('nested objects and lists are walked to the value that differs', () => {
    const result = { page: [{ words: [{ text: 'a' }, { text: 'b' }] }] };
    const reference = { page: [{ words: [{ text: 'a' }, { text: 'c' }] }] };
    expect(kinds(result, reference).findings).toEqual(['result-value result.page[0].words[1].text']);
  });

  test('another kind of value is told as such', () => {
    expect(kinds({ a: '1' }, { a: 1 }).findings).toEqual(['result-kind result.a']);
    expect(kinds({ a: [] }, { a: {} }).findings).toEqual(['result-kind result.a']);
  });

  test('typed arrays, maps, sets, dates and big integers compare with what JSON made of them', () => {
    const result = { a: Float32Array.of(0.5, 2), b: new Map([['k', 3n]]), c: new Set(['x']), d: new Date(0) };
    expect(kinds(result, { a: [0.5, 2], b: { k: 3 }, c: ['x'], d: '1970-01-01T00:00:00.000Z' })).toEqual(agrees);
  });

  test('a circle ends', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(compareResults(circle, circle).verdict).toBe('match');
  });

  test('a result never differs from itself, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { findings } = compareResults(value, JSON.parse(JSON.stringify(value)));
        expect(findings).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('a changed label anywhere is found', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ label: fc.string(), flag: fc.boolean() }), { minLength: 1 }),
        fc.nat(),
        (list, at) => {
          const changed = structuredClone(list);
          const entry = changed[at % list.length] as { label: string };
          entry.label += '!';
          expect(compareResults(changed, list).verdict).toBe('mismatch');
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('embeddings', () => {
  const embedding = Float32Array.from({ length: 64 }, (_, index) => Math.sin(index));

  test('agree by their distance, not element by element', () => {
    const near = embedding.map((value, index) => (index === 5 ? value + 0.02 : value));
    expect(kinds({ embedding: near }, { embedding })).toEqual(agrees);
    expect(kinds({ embedding: near }, { embedding }, { embedding: 0.001 }).findings).toEqual([
      'result-vector result.embedding',
    ]);
  });

  test('a lost normalization is seen although the direction is the same', () => {
    const { findings } = compareResults(
      embedding.map((value) => value * 3),
      embedding,
    );
    expect(findings[0]?.kind).toBe('result-vector');
    expect(findings[0]?.evidence.cosine).toBeCloseTo(1, 6);
    expect(Number(findings[0]?.evidence.deployedLength) / Number(findings[0]?.evidence.referenceLength)).toBeCloseTo(
      3,
      5,
    );
  });

  test('another length is told as such', () => {
    expect(kinds(embedding.slice(1), embedding).findings).toEqual(['result-length result']);
  });

  test('token ids stay exact however many they are', () => {
    const ids = Array.from({ length: 40 }, (_, index) => index);
    expect(kinds(ids.with?.(20, 21) ?? ids.map((id) => (id === 20 ? 21 : id)), ids).findings).toEqual([
      'result-number result[20]',
    ]);
  });
});

describe('lists of scored labels', () => {
  const list = [
    { label: 'a', score: 0.5 },
    { label: 'b', score: 0.3 },
    { label: 'c', score: 0.2 },
  ];
  const [a, b, c] = list as [
    { label: string; score: number },
    { label: string; score: number },
    { label: string; score: number },
  ];

  test('agree in the same order', () => {
    expect(kinds(list, list)).toEqual(agrees);
  });

  test('another order is a difference', () => {
    expect(kinds([b, a, c], list).findings).toEqual(['result-order result']);
  });

  test('another order among ties is a note', () => {
    const tied = [a, { label: 'b', score: 0.2004 }, c];
    expect(kinds([a, c, tied[1]], tied)).toEqual({ verdict: 'match', findings: [], notes: ['result-tie'] });
  });

  test('an entry that differs is named at its place', () => {
    expect(kinds([a, { label: 'b', score: 0.35 }, c], list).findings).toEqual(['result-number result[1].score']);
  });

  test('the last entry may be another one where their scores tie', () => {
    expect(kinds([a, b, { label: 'd', score: 0.2005 }], list)).toEqual({
      verdict: 'match',
      findings: [],
      notes: ['result-cut', 'result-cut'],
    });
  });

  test('another best label is a difference', () => {
    expect(kinds([{ label: 'x', score: 0.5 }, b, c], list).findings).toEqual([
      'result-missing result[0]',
      'result-extra result[0]',
    ]);
  });

  test('an empty list misses every label, but for those at the threshold', () => {
    expect(kinds([], list).findings).toHaveLength(3);
    expect(kinds([], [c], { threshold: 0.2 })).toEqual({ verdict: 'match', findings: [], notes: ['result-threshold'] });
  });
});

describe('boxes', () => {
  const cat = { label: 'cat', score: 0.9, box: { xmin: 10, ymin: 10, xmax: 110, ymax: 110 } };
  const dog = { label: 'dog', score: 0.6, box: { xmin: 200, ymin: 10, xmax: 300, ymax: 90 } };

  test('pair by class and overlap, in any order', () => {
    const moved = { ...cat, box: { xmin: 11, ymin: 10, xmax: 111, ymax: 110 } };
    expect(kinds([dog, moved], [cat, dog])).toEqual(agrees);
  });

  test('a box that moved too far is named with its overlap', () => {
    const moved = { ...cat, box: { xmin: 40, ymin: 10, xmax: 140, ymax: 110 } };
    const { findings } = compareResults([moved, dog], [cat, dog]);
    expect(findings.map(({ kind, where }) => `${kind} ${where}`)).toEqual(['result-box result[0]']);
    expect(findings[0]?.evidence.iou).toBeCloseTo(70 / 130, 9);
  });

  test('another class at the same place is told as that', () => {
    const { findings } = compareResults([{ ...cat, label: 'dog' }], [cat]);
    expect(findings.map(({ kind, found, expected }) => [kind, found, expected])).toEqual([
      ['result-class', 'dog', 'cat'],
    ]);
  });

  test('a missing and an additional box are differences, at the threshold notes', () => {
    expect(kinds([cat], [cat, dog]).findings).toEqual(['result-missing result[1]']);
    expect(kinds([cat, dog], [cat]).findings).toEqual(['result-extra result[1]']);
    expect(kinds([cat], [cat, { ...dog, score: 0.5005 }], { threshold: 0.5 })).toEqual({
      verdict: 'match',
      findings: [],
      notes: ['result-threshold'],
    });
  });

  test('are known in every usual spelling', () => {
    const spellings = [
      { box: [10, 10, 110, 110] },
      { bbox: [10, 10, 100, 100] },
      { boundingBox: { originX: 10, originY: 10, width: 100, height: 100 } },
      { x1: 10, y1: 10, x2: 110, y2: 110 },
      { left: 10, top: 10, width: 100, height: 100 },
    ];
    for (const spelling of spellings) {
      const far = Object.fromEntries(
        Object.entries(structuredClone(spelling)).map(([key, value]) => [
          key,
          typeof value === 'number' ? value + (/^(x|left)/.test(key) ? 300 : 0) : value,
        ]),
      );
      expect(
        kinds([{ label: 'cat', score: 0.9, ...spelling }], [{ label: 'cat', score: 0.9004, ...spelling }]),
      ).toEqual(agrees);
      if (JSON.stringify(far) !== JSON.stringify(spelling))
        expect(kinds([{ label: 'cat', ...far }], [{ label: 'cat', ...spelling }]).verdict).toBe('mismatch');
    }
  });

  test('parallel lists are detections too', () => {
    const result = {
      boxes: [
        [0, 0, 10, 10],
        [50, 50, 90, 90],
      ],
      scores: [0.9, 0.8],
      labels: [1, 2],
    };
    const other = {
      boxes: [
        [50, 50, 90, 90],
        [0, 0, 10, 10],
      ],
      scores: [0.8, 0.9],
      labels: [2, 1],
    };
    expect(kinds(result, other)).toEqual(agrees);
    expect(kinds(result, { ...other, labels: [2, 3] }).verdict).toBe('mismatch');
  });
});
