import { rows } from '../../verdicts/tolerances.ts';
import type { GoldenLayer } from '../golden.ts';
import { estimateDrift, realSketch } from './estimate.ts';
import type { LayerPair } from './judgement.ts';

/** How far apart two layers may be that are one under two names: what other kernels make of them, at most. */
const SAME = { float: rows.driftOnGpu.tolerance, quantized: rows.goldenQuantizedElsewhere.tolerance };

/** Pairs layers of other names in their order, where shape, dtype and values leave no doubt. */
export const renamedLayers = (were: readonly GoldenLayer[], are: readonly GoldenLayer[]): LayerPair[] => {
  const pairs: LayerPair[] = [];
  let from = 0;
  for (const now of are) {
    const at = were.findIndex((expected, index) => index >= from && isSame(expected, now));
    const expected = were[at];
    if (!expected) continue;
    pairs.push({ expected, now, pairedBy: 'equal values' });
    from = at + 1;
  }
  return pairs;
};

const isSame = (was: GoldenLayer, is: GoldenLayer): boolean =>
  was.dtype === is.dtype &&
  was.shape.join() === is.shape.join() &&
  (was.hash === is.hash ||
    (was.sketch.length > 0 &&
      estimateDrift(realSketch(was), realSketch(is)).drift <= (was.quantization ? SAME.quantized : SAME.float)));
