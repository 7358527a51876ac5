import { along, arranged } from '../arranged.ts';
import type { Values } from '../cause.ts';
import { spatial, type View } from '../view.ts';
import type { Hypothesis } from './hypothesis.ts';
import { undone } from './undone.ts';

type Memory = 'channels-last' | 'channels-first';

/** Memory that holds the channels in one order, read into the layer's own places. */
const read = (values: Values, view: View, memory: Memory): Values => {
  const { batch, channel, row, column } = view.sides;
  const places = spatial(view);
  const item = { batch: along(batch, channel * places) };
  return memory === 'channels-last'
    ? arranged(values, view, {
        ...item,
        ...{ channel: along(channel, 1), row: along(row, column * channel), column: along(column, channel) },
      })
    : arranged(values, view, {
        ...item,
        ...{ channel: along(channel, places), row: along(row, column), column: along(column, 1) },
      });
};

const memoryOf = ({ order }: View): Memory => (order[1] === 'channel' ? 'channels-first' : 'channels-last');
const other = (memory: Memory): Memory => (memory === 'channels-first' ? 'channels-last' : 'channels-first');
const isPossible = (view: View): boolean => view.sides.channel > 1 && spatial(view) > 1;

/** The layer with its values laid down in the other order. */
const laidDown = (values: Values, view: View): Values => {
  const { batch, channel, row, column } = view.sides;
  const order: View['order'] =
    memoryOf(view) === 'channels-first' ? ['batch', 'row', 'column', 'channel'] : ['batch', 'channel', 'row', 'column'];
  const axes = {
    batch: along(batch, view.steps.batch),
    channel: along(channel, view.steps.channel),
    row: along(row, view.steps.row),
    column: along(column, view.steps.column),
  };
  return arranged(values, { ...view, order }, axes);
};

/**
 * The right values in the other layout: written with the channels last where the shape says first, or the reverse. Both
 * ways are tried: a layer may have been written so, or read so.
 */
export const layoutSwapped: Hypothesis = {
  name: 'layout-swapped',
  moves: true,
  *tries(suspect) {
    if (!isPossible(suspect.view)) return;
    const memory = memoryOf(suspect.view);
    const written = other(memory);
    yield undone(suspect, read(suspect.values, suspect.view, written), { written, read: memory });
    yield undone(suspect, laidDown(suspect.values, suspect.view), { written: memory, read: written });
  },
  inject: (values, view) =>
    isPossible(view)
      ? [
          {
            values: laidDown(values, view),
            details: { written: other(memoryOf(view)), read: memoryOf(view) },
          },
        ]
      : [],
};
