import type { Statistics } from '../../tensor/statistics.ts';
import type { LayerEvidence, LayerFacts } from '../../verdicts/comparison.ts';
import type { LayerPair } from './judgement.ts';

/** What statistics and samples show of a layer that changed. */
export const evidenceOf = ({ expected, now }: LayerPair): { evidence: LayerEvidence } => ({
  evidence: { was: factsOf(expected.statistics), is: factsOf(now.statistics) },
});

const factsOf = ({ min, max, mean, rms }: Statistics): LayerFacts => ({ min, max, mean, rms });
