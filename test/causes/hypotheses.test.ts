import { describe, expect, test } from 'vitest';
import { explainLayer } from '../../src/causes/explainLayer.ts';
import { hypotheses } from '../../src/causes/hypotheses/index.ts';
import { type View, viewOf } from '../../src/causes/view.ts';
import { healthy, known, layers } from './layers.ts';

const LONG = { milliseconds: 60_000 };

describe('each hypothesis', () => {
  test('has a name of its own', () => {
    const names = hypotheses.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test.each(hypotheses.map((each) => [each.name, each] as const))(
    '%s is found where it is injected, and nothing wins over it',
    (_, hypothesis) => {
      let count = 0;
      for (const layer of layers) {
        const right = healthy(layer.shape);
        const view = viewOf(layer.shape, layer.layout ?? 'unknown', layer.op);
        for (const { values, details = {} } of hypothesis.inject(right, view)) {
          for (const [by, expected] of known(right)) {
            if (by === 'sketch' && hypothesis.needsValues) continue;
            const found = explainLayer({ ...layer, values }, expected, LONG);
            const said = `${hypothesis.name} ${JSON.stringify(details)} in [${layer.shape}] ${layer.layout} by ${by}: ${JSON.stringify(found)}`;
            count++;
            if (isBeyond(hypothesis.name, view, by)) expect(found, said).toBeUndefined();
            else expect(found?.name, said).toBe(hypothesis.name);
            if (found && by === 'values') expect(found.exact, said).toBe(true);
            for (const [key, value] of Object.entries(details)) expect(found?.details[key] ?? value, said).toBe(value);
          }
        }
      }
      expect(count).toBeGreaterThan(0);
    },
    120_000,
  );
});

/** As many free numbers, or channels, would explain anything: then nothing is said. */
const isBeyond = (name: string, { sides }: View, by: 'values' | 'sketch'): boolean => {
  if (name === 'channels-permuted') return by === 'sketch' && sides.channel > 256;
  if (!/^(channel-|scaled-before-bias)/.test(name)) return false;
  return by === 'sketch' ? sides.channel > 112 : sides.batch * sides.row * sides.column < 8;
};
