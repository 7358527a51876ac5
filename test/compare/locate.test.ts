import { describe, expect, test } from 'vitest';
import type { Alignment } from '../../src/compare/align/align.ts';
import type { JudgeContext } from '../../src/compare/judge/judgement.ts';
import { type Judged, locate } from '../../src/compare/judge/locate.ts';
import type { OwnMeasure } from '../../src/compare/measured.ts';

/** Layers of a quantized model in a row, all of them over their tolerance. */
const located = (layers: { drift: number; own: number; steps: number; stepsInRange?: number }[]) => {
  const judged = layers.map(({ drift, ...own }, i): Judged => {
    const measured: OwnMeasure = { ...own, piece: [], pieceInputs: [] };
    const pair = { deployed: `layer${i}`, reference: `layer${i}`, by: 'name', ops: { deployed: '', reference: '' } };
    return {
      layer: { pair, shape: [8], drift, metrics: {}, count: 8, own: measured, photos: 1 },
      judgement: {
        ...{ status: 'diverges', judgedBy: 'own', value: own.steps, measure: 'steps', tolerance: 1, row: '' },
      } as const,
    };
  });
  const before = new Map(layers.map((_, i) => [`layer${i}`, i === 0 ? [] : [`layer${i - 1}`]]));
  const context = { conversion: 'static', saturates: false, options: {} } as Partial<JudgeContext> as JudgeContext;
  locate(judged, { before } as Partial<Alignment> as Alignment, context);
  return judged.map(({ judgement }) => judgement.status);
};

describe('quantized layers behind a fault', () => {
  const fault = { drift: 0.2, own: 0.18, steps: 40 };

  test('follow from it where they add little to what arrives, far off from all that is healthy', () => {
    expect(located([fault, { drift: 0.2, own: 0.03, steps: 5 }])).toEqual(['diverges', 'consequence']);
  });

  test('follow from it where nothing is left once values are clipped to the grid', () => {
    const clipped = { drift: 0.05, own: 0.04, steps: 9, stepsInRange: 0.5 };
    expect(located([{ ...fault, drift: 0.05 }, clipped])).toEqual(['diverges', 'consequence']);
  });

  test('are a second fault where they add as much as the first', () => {
    expect(located([fault, { drift: 0.3, own: 0.15, steps: 30 }])).toEqual(['diverges', 'diverges']);
  });

  test('are a second fault where what arrives is as in healthy models', () => {
    expect(
      located([
        { ...fault, drift: 0.05 },
        { drift: 0.06, own: 0.011, steps: 5 },
      ]),
    ).toEqual(['diverges', 'diverges']);
  });
});

describe('layers that are judged by drift', () => {
  const statuses = (drifts: readonly number[]) => {
    const judged = drifts.map((drift, i): Judged => {
      const pair = { deployed: `layer${i}`, reference: `layer${i}`, by: 'name', ops: { deployed: '', reference: '' } };
      const status = drift > 1e-5 ? 'diverges' : 'agrees';
      return {
        layer: { pair, shape: [8], drift, metrics: {}, count: 8, photos: 1 },
        judgement: { status, judgedBy: 'drift', value: drift, measure: 'drift', tolerance: 1e-5, row: '' } as const,
      };
    });
    const before = new Map(drifts.map((_, i) => [`layer${i}`, i === 0 ? [] : [`layer${i - 1}`]]));
    locate(judged, { before } as Partial<Alignment> as Alignment, { options: {} } as JudgeContext);
    return judged.map(({ judgement }) => judgement.status);
  };

  test('inherit from a fault whose drift fell below the tolerance in between', () => {
    expect(statuses([0, 2e-5, 0.8e-5, 1.5e-5])).toEqual(['agrees', 'diverges', 'agrees', 'inherits']);
  });

  test('are a second fault where they add far more than arrives', () => {
    expect(statuses([0, 2e-5, 0.8e-5, 1e-3])).toEqual(['agrees', 'diverges', 'agrees', 'diverges']);
  });

  test('are the first fault where none came before, however little arrives', () => {
    expect(statuses([0.8e-5, 1.5e-5])).toEqual(['agrees', 'diverges']);
  });
});
