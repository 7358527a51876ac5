import { orders } from '../values/correlation.ts';
import { inOrder } from '../values/relation.ts';
import { type Confirmed, confirmWhole } from './confirm.ts';
import { type Related, relationOf } from './refit.ts';

/**
 * The order of channels of which only a part was written: those that are there in all of the window say nothing of them,
 * but the lines that were written do.
 */
export const orderOfRest = (best: Confirmed, related: Related): { best: Confirmed; related: Related } => {
  const { kind, order, ambiguous } = related.channels;
  const { channels, picture } = best.setup;
  const rest = [0, 1, 2].filter((c) => c < picture.channels && !channels.includes(c) && best.lines[c] !== undefined);
  if (kind !== 'order' || ambiguous || picture.channels !== 3 || rest.length === 0) return { best, related };
  const left = ({ lines }: Confirmed): number => Math.max(...rest.map((c) => lines[c]?.rms ?? 0));
  let chosen = { best, related };
  for (const each of orders(3)) {
    if (channels.some((c) => each[c] !== order[c]) || each.every((from, c) => from === order[c])) continue;
    const other = { ...related, channels: { ...related.channels, order: [...each], relation: inOrder(each) } };
    const confirmed = confirmWhole(best, relationOf(other));
    if (left(confirmed) < left(chosen.best)) chosen = { best: confirmed, related: other };
  }
  return chosen;
};
