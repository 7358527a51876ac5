import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCase } from './checkCase.ts';
import { unpackCases } from './pack.ts';

const cases = unpackCases(fs.readFileSync(new URL('../../fixtures/backend/node-tests.zip', import.meta.url)));

describe("ONNX's backend node tests (the small ones with tensors between input and output)", () => {
  it('are a few hundred', () => expect(cases.length).toBeGreaterThan(200));

  it.each(cases.map((one) => [one.name, one] as const))(
    '%s: both captures and the replay give its outputs',
    async (_, one) => {
      const { plain, layers, problems } = await checkCase(one);
      expect(plain).toBeUndefined();
      expect(layers.original).toBeGreaterThan(1);
      expect(problems).toEqual([]);
    },
  );
});
