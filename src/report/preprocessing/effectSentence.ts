import type { Effect, OutputEffect } from '../../reference/fed/effect.ts';
import { digits } from '../digits.ts';
import { oneLine } from '../table.ts';

/** Whether it matters: top-1 and drift of the outputs, for what was fed and for what the recipe makes. */
export function effectSentence({ outputs }: Effect): string | undefined {
  const [worst] = [...outputs].sort((a, b) => rank(b) - rank(a));
  if (worst === undefined) return undefined;
  const drift = `output "${oneLine(worst.output)}" drifts by ${digits(worst.drift)}`;
  if (worst.top1 === undefined) return `${worst.drift > 0 ? 'It matters' : 'It does not matter here'}: ${drift}.`;
  const { fed, recipe } = worst.top1;
  const score = ({ value }: { value: number }) => digits(value, 3);
  return fed.index === recipe.index
    ? `On this image top-1 stays class ${fed.index} (${score(fed)}; ${score(recipe)} with the recipe's tensor), and ${drift}.`
    : `It matters: top-1 is class ${fed.index} (${score(fed)}), with the recipe's tensor class ${recipe.index} (${score(recipe)}); ${drift}.`;
}

/** Another class weighs more than any drift. */
const rank = ({ drift, top1 }: OutputEffect): number =>
  (top1 !== undefined && top1.fed.index !== top1.recipe.index ? 1e9 : 0) + (Number.isFinite(drift) ? drift : 1e6);
