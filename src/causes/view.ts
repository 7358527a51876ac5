/** An axis of a layer, by what it means. */
export type AxisName = 'batch' | 'channel' | 'row' | 'column';

/** How a layer lies in memory, whatever its number of axes: sides of 1 stand for those that it lacks. */
export interface View {
  sides: Readonly<Record<AxisName, number>>;
  /** Elements from one place along an axis to the next. */
  steps: Readonly<Record<AxisName, number>>;
  /** The axes in the order in which they lie in memory, outermost first. */
  order: readonly AxisName[];
}

const first: readonly AxisName[] = ['batch', 'channel', 'row', 'column'];
const last: readonly AxisName[] = ['batch', 'row', 'column', 'channel'];

/**
 * What the axes of a layer mean. Pictures and volumes by the layout (a volume's depth is part of its rows); of three
 * axes the channels are the last as in transformers, behind convolutions and pools the second; of two the last.
 */
export const viewOf = (shape: readonly number[], layout: 'NCHW' | 'NHWC' | 'unknown', op = ''): View => {
  const [a = 1, b = 1, c = 1] = shape;
  switch (shape.length) {
    case 0:
    case 1:
      return view([1, a, 1, 1], first);
    case 2:
      return view([a, b, 1, 1], first);
    case 3:
      return /Conv|Pool|Norm/.test(op) && layout !== 'NHWC' ? view([a, b, c, 1], first) : view([a, b, 1, c], last);
    default: {
      const inner = layout === 'NHWC' ? shape.slice(1, -1) : shape.slice(2);
      const column = inner.at(-1) as number;
      const row = inner.slice(0, -1).reduce((product, side) => product * side, 1);
      return layout === 'NHWC'
        ? view([a, row, column, shape.at(-1) as number], last)
        : view([a, b, row, column], first);
    }
  }
};

const view = (lengths: readonly number[], order: readonly AxisName[]): View => {
  const sides = { batch: 1, channel: 1, row: 1, column: 1 };
  const steps = { batch: 1, channel: 1, row: 1, column: 1 };
  for (let axis = 3, step = 1; axis >= 0; axis--) {
    const name = order[axis] as AxisName;
    sides[name] = lengths[axis] as number;
    steps[name] = step;
    step *= lengths[axis] as number;
  }
  return { sides, steps, order };
};

/** Places along rows and columns. */
export const spatial = ({ sides }: View): number => sides.row * sides.column;
