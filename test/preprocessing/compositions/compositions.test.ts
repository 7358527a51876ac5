import { beforeAll, describe, expect, test } from 'vitest';
import { feed } from '../../../src/preprocessing/diagnose/simulate/feed.ts';
import { residual } from '../../../src/preprocessing/diagnose/simulate/residual.ts';
import { type Base, loadBases } from './bases.ts';
import { compose } from './compose.ts';
import { feedFault } from './feedFault.ts';

let bases: Base[];
beforeAll(async () => {
  bases = await loadBases();
});

/** What the pictures were made with that exray can only come near to: another decoder, a file compressed once more. */
const nearOnly: Record<string, number> = { 'tf-decoder': 1.7, 'jpeg-92': 3 };

describe('what is simulated is what libraries do', () => {
  test('Pillow, OpenCV, TensorFlow, sharp and canvas gave the pictures that their description gives', async () => {
    for (const base of bases) {
      const picture = { data: base.pixels, width: base.width, height: base.height };
      const distance = residual(feedFault(picture, base.fed, picture), await feed(base.photo, base.fed), base.fed);
      const label = `${base.key} ${base.photo} ${JSON.stringify(distance)}`;
      const near = nearOnly[base.benign ?? ''];
      if (near !== undefined) expect(distance.rms, label).toBeLessThan(near);
      // libjpeg scales while it decodes: nearly, not exactly, the mean of 2 x 2 pixels.
      else if (base.fed.shrinkOnLoad !== undefined) expect(distance.rms, label).toBeLessThan(0.6);
      // TensorFlow's floats were rounded to bytes; a canvas may be off by one.
      else expect(distance.max, label).toBeLessThanOrEqual(1.05);
    }
  });

  test('faults put into a tensor by hand are what their description gives', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const { tensor, photo, truth, injected, label } = compose(bases, seed);
      for (const step of injected) seen.add(step);
      const distance = residual(tensor, await feed(photo, truth), truth);
      // Colours are changed after the resize here and before it there: what is clipped differs.
      const allowed = truth.colour !== undefined || truth.shrinkOnLoad !== undefined ? 1 : 0.5;
      expect(distance.rms, label).toBeLessThan(allowed);
    }
    expect(seen.size).toBe(10);
  });

  test('a seed gives the same composition every time', () => {
    expect(compose(bases, 17)).toEqual(compose(bases, 17));
    expect(compose(bases, 17).label).not.toBe(compose(bases, 18).label);
  });
});
