import type { Finding } from '../../verdicts/comparison.ts';
import type { CompareOptions } from '../compareOptions.ts';
import type { Measured } from '../measured.ts';
import { isGate, type Judged } from './locate.ts';
import { rank } from './merged.ts';

/**
 * Asks why the first layer that diverges does: on the photo where it is worst, of the values that judged it. Behind the
 * gate of a conversion's outputs, of the weak layer that loses most.
 */
export const explained = async (
  all: readonly Measured[],
  judged: readonly Judged[],
  explain: CompareOptions['explain'],
): Promise<Finding[]> => {
  const first = judged.find(({ judgement }) => judgement.status === 'diverges');
  const suspect = first && isGate(first.judgement) ? weakest(judged) : first;
  if (!explain || !suspect || suspect.layer.otherShape || suspect.judgement.judgedBy === 'equality') return [];
  const { deployed, reference } = suspect.layer.pair;
  const measures = all.flatMap((photo) => {
    const layer = photo.layers.find(({ pair }) => pair.deployed === deployed && pair.reference === reference);
    return layer ? [{ photo, layer }] : [];
  });
  const [worst] = measures.sort((a, b) => rank(b.layer) - rank(a.layer));
  const values = worst && (await worst.photo.values(worst.layer.pair));
  const finding = values && explain(values);
  return finding ? [finding] : [];
};

const weakest = (judged: readonly Judged[]): Judged | undefined =>
  judged.filter(({ judgement }) => judgement.status === 'weak').sort((a, b) => rank(b.layer) - rank(a.layer))[0];
