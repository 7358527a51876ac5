import type { Pixels } from '../../../pixels/pixels.ts';
import { inverseOf } from '../../pipeline/turns.ts';
import { turnPixels } from '../../simulate/turnPixels.ts';
import type { Clock } from '../explain/clock.ts';
import { renderPlan } from '../explain/exact.ts';
import { type Explained, explain } from '../explain/explain.ts';
import { relationOf } from '../explain/refit.ts';
import { planeOf, type Window } from '../picture/planes.ts';
import { turnWindow } from '../picture/turnPlanes.ts';
import { withoutBorder } from '../read/border.ts';
import { rowsWritten, type View } from '../read/reading.ts';
import type { Registration } from '../register/register.ts';
import { related } from '../values/relation.ts';
import { followingRows } from './followingRows.ts';

/** A line of the picture is another picture's where it is this much farther off than the lines before (u8 units). */
const foreign = 6;
/** Rows of a channel that tell how it follows from the image. */
const telling = 16;

/**
 * Where the first elements of a tensor were explained: how far that goes, line by line, until another picture begins.
 * None where it goes to the end, so that there is no other picture.
 */
export const extendTail = (found: Explained, clock: Clock): Explained | undefined => {
  const { best, view, buffer } = found;
  const { interleaved, stored, stream } = view.arrangement;
  if (stream) return found;
  const { width, height } = view.picture;
  const shown = shownIn(found);
  const limit = foreign + 4 * best.rms;
  const rows = best.lines.map((_, c) => rowsOf(found, c, shown, limit));
  const first = rows.findIndex((count) => count < height);
  if (first === -1) return undefined;
  const reached = interleaved ? Math.min(...rows) * width * stored : (first * height + (rows[first] as number)) * width;
  const written = Math.max(buffer.written, reached);
  const longer = {
    ...found,
    buffer: { ...buffer, written, memory: { kind: 'stale-tail', written } as const },
    view: { ...view, rows: rowsWritten(view.arrangement, written) },
  };
  return explain({ ...longer, ...placedAgain(longer.view, found.registration) }, found.source, clock, false) ?? found;
};

/** Channels that tell enough, and the part of the image that they all show. */
const placedAgain = (view: View, registration: Registration) => {
  const { picture, rows } = view;
  const channels = rows.flatMap((count, c) => (count >= Math.min(telling, picture.height) ? [c] : []));
  const bottom = Math.min(...channels.map((c) => rows[c] as number));
  const window = withoutBorder(view, { left: 0, top: 0, right: picture.width, bottom });
  return { channels, registration: { ...registration, window, rect: rectOf(registration, view, window) } };
};

/** What another window of the tensor shows of the image. */
const rectOf = ({ turn, window, rect }: Registration, { picture }: View, other: Window): Registration['rect'] => {
  const [from, to] = [window, other].map((each) => turnWindow(each, picture, inverseOf(turn))) as [Window, Window];
  const x = (rect.right - rect.left) / (from.right - from.left);
  const y = (rect.bottom - rect.top) / (from.bottom - from.top);
  return {
    left: rect.left + (to.left - from.left) * x,
    top: rect.top + (to.top - from.top) * y,
    right: rect.right + (to.right - from.right) * x,
    bottom: rect.bottom + (to.bottom - from.bottom) * y,
  };
};

interface Shown {
  rendered: Pixels;
  /** Where it lies in the tensor's picture: the rest is padding. */
  inside: Window;
}

/** All that the image gives of the tensor's picture, as it lies there. */
const shownIn = ({ best }: Explained): Shown => {
  const { setup, plan, kernel, pillow } = best;
  const { width, height } = setup.picture;
  const { left, top, right, bottom } = plan.pad;
  const inside = { left, top, right: width - right, bottom: height - bottom };
  const rendered = renderPlan(setup, plan, kernel, pillow, inside);
  if (setup.when !== 'after-resize') return { rendered, inside };
  return { rendered: turnPixels(rendered, setup.turn), inside: turnWindow(inside, setup.picture, setup.turn) };
};

/** Rows of a channel from the top that show the image. */
const rowsOf = (found: Explained, channel: number, { rendered, inside }: Shown, limit: number): number => {
  const { best, view, related: how } = found;
  const { width, height } = view.picture;
  const [across, down] = [inside.right - inside.left, inside.bottom - inside.top];
  const plane = planeOf(view.picture, channel);
  const fed = new Float32Array(across * down);
  for (let y = 0; y < down; y++)
    fed.set(
      plane.subarray((y + inside.top) * width + inside.left, (y + inside.top) * width + inside.right),
      y * across,
    );
  const line = best.lines[channel];
  const count =
    line === undefined
      ? followingRows(rendered.data, fed, across, limit)
      : nearRows(related(relationOf(how), channel, rendered.data), fed, across, line, limit);
  return count === down ? height : inside.top + count;
};

const nearRows = (
  x: Float32Array,
  fed: Float32Array,
  across: number,
  { gain, offset }: { gain: number; offset: number },
  limit: number,
): number => {
  const rows = fed.length / across;
  for (let y = 0; y < rows; y++) {
    let sum = 0;
    for (let i = y * across; i < (y + 1) * across; i++)
      sum += (((fed[i] as number) - offset) / gain - (x[i] as number)) ** 2;
    if (Math.sqrt(sum / across) > limit) return y;
  }
  return rows;
};
