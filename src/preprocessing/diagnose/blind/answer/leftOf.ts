import type { Residual } from '../../diagnosis.ts';
import { NO_RESIDUAL } from '../../simulate/residual.ts';
import type { Confirmed } from '../explain/confirm.ts';
import { cutPlane, cutRgb, intersect, renderPlan } from '../explain/exact.ts';
import type { Window } from '../picture/planes.ts';
import type { Values } from '../values/nameValues.ts';
import { type Relation, related } from '../values/relation.ts';

/** What a found pipeline leaves, and where. */
export interface Left {
  residual: Residual;
  /** Elements that were compared. */
  compared: number;
  /** Correlation of what is left with the picture's slope. */
  atEdges: number;
}

const numbers = (value: number | readonly number[], channel: number): number =>
  typeof value === 'number' ? value : (value[channel] as number);

/** Distance of the tensor to what a geometry, kernel, relation and value map give, in u8 units, where it was written. */
export const leftOf = (best: Confirmed, relation: Relation, values: Values): Left => {
  const { setup, plan } = best;
  const { window, picture } = setup;
  const rendered = renderPlan(setup, plan, best.kernel, best.pillow, window);
  let [max, sum, squares, compared] = [0, 0, 0, 0];
  const bias: number[] = [];
  const edges = { count: 0, size: 0, slope: 0, both: 0, sizes: 0, slopes: 0 };
  for (let c = 0; c < picture.channels; c++) {
    const common = intersect(window, setup.written[c] as Window);
    const width = common.right - common.left;
    const count = width * (common.bottom - common.top);
    if (count === 0) {
      bias.push(0);
      continue;
    }
    const gain = values.scale / numbers(values.std, c);
    const offset = -numbers(values.mean, c) / numbers(values.std, c);
    const x = related(relation, c, cutRgb(rendered, window, common));
    const y = cutPlane(setup, c, common);
    let signed = 0;
    for (let i = 0; i < count; i++) {
      const difference = ((y[i] as number) - offset) / gain - (x[i] as number);
      const size = Math.abs(difference);
      signed += difference;
      sum += size;
      squares += difference * difference;
      if (size > max) max = size;
      if (i % width === 0) continue;
      const slope = Math.abs((x[i] as number) - (x[i - 1] as number));
      edges.count++;
      edges.size += size;
      edges.slope += slope;
      edges.both += size * slope;
      edges.sizes += size * size;
      edges.slopes += slope * slope;
    }
    bias.push(signed / count);
    compared += count;
  }
  if (compared === 0) return { residual: NO_RESIDUAL, compared, atEdges: 0 };
  const residual = { max, mean: sum / compared, rms: Math.sqrt(squares / compared), bias };
  return { residual, compared, atEdges: correlated(edges) };
};

const correlated = (e: { count: number; size: number; slope: number; both: number; sizes: number; slopes: number }) => {
  const n = Math.max(1, e.count);
  const spread = Math.sqrt((e.sizes / n - (e.size / n) ** 2) * (e.slopes / n - (e.slope / n) ** 2));
  return spread > 0 ? (e.both / n - (e.size / n) * (e.slope / n)) / spread : 0;
};
