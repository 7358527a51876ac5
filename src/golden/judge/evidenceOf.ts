import { placeOf } from '../../tensor/placeOf.ts';
import type { Statistics } from '../../tensor/statistics.ts';
import type { LayerEvidence, LayerFacts } from '../../verdicts/comparison.ts';
import type { GoldenTensor } from '../golden.ts';
import { samplePositions } from '../samplePositions.ts';
import type { LayerPair } from './judgement.ts';

/** What statistics and samples show of a layer that changed: for people, nothing is judged by it. */
export const evidenceOf = ({ expected, now }: LayerPair): LayerEvidence => {
  const sample = changedSample(expected, now);
  return { was: factsOf(expected.statistics), is: factsOf(now.statistics), ...(sample && { sample }) };
};

const factsOf = ({ min, max, mean, rms }: Statistics): LayerFacts => ({ min, max, mean, rms });

/** Of the samples that both hold the one that moved most. */
const changedSample = (was: GoldenTensor, is: GoldenTensor): LayerEvidence['sample'] => {
  const { count } = was.statistics;
  if (is.statistics.count !== count || was.samples.length !== is.samples.length) return undefined;
  const moved = Array.from(was.samples, (value, i) => Math.abs((is.samples[i] as number) - value));
  const most = Math.max(0, ...moved.filter((value) => !Number.isNaN(value)));
  const at = moved.indexOf(most);
  const position = samplePositions(count)[at];
  if (most === 0 || position === undefined) return undefined;
  const [before, after] = [was.samples[at] as number, is.samples[at] as number];
  return { position: placeOf(position, was.shape), was: before, is: after };
};
