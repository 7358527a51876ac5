import type { Clock } from '../explain/clock.ts';
import { cutPlane, cutRgb, renderPlan } from '../explain/exact.ts';
import { type Explained, explain } from '../explain/explain.ts';
import { relationOf } from '../explain/refit.ts';
import type { Window } from '../picture/planes.ts';
import { rowsWritten } from '../read/reading.ts';
import { related } from '../values/relation.ts';

/** A line of the picture is another picture's where it is this much farther off than the lines before (u8 units). */
const foreign = 6;

/**
 * Where the first elements of a tensor were explained: how far that goes, line by line, until another picture begins.
 * None where it goes to the end, so that there is no other picture.
 */
export const extendTail = (found: Explained, clock: Clock): Explained | undefined => {
  const { best, view, buffer, related: how } = found;
  const { setup } = best;
  if (setup.turn !== 'none' && setup.when !== 'before-resize') return found;
  const { width, height, channels } = view.picture;
  const whole: Window = { ...setup.window, top: 0, bottom: height };
  if (best.plan.pad.top > 0 || best.plan.pad.bottom > 0) return found;
  const rgb = cutRgb(renderPlan(setup, best.plan, best.kernel, best.pillow, whole), whole, whole);
  const { interleaved, stored } = view.arrangement;
  const limit = foreign + 4 * best.rms;
  const across = whole.right - whole.left;
  const isForeign = (c: number, y: number): boolean => {
    const line = best.lines[c];
    if (line === undefined) return true;
    const x = related(relationOf(how), c, rgb.subarray(y * across * 3, (y + 1) * across * 3));
    const fed = cutPlane(setup, c, { ...whole, top: y, bottom: y + 1 });
    let sum = 0;
    for (let i = 0; i < across; i++) sum += (((fed[i] as number) - line.offset) / line.gain - (x[i] as number)) ** 2;
    return Math.sqrt(sum / across) > limit;
  };
  const order = interleaved
    ? Array.from({ length: height }, (_, y) => [0, y] as const)
    : Array.from({ length: channels * height }, (_, i) => [Math.floor(i / height), i % height] as const);
  let written = buffer.values.length;
  for (const [c, y] of order) {
    const start = interleaved ? y * width * stored : (c * height + y) * width;
    const known = best.lines[c] !== undefined;
    if (start >= buffer.written && (!known || isForeign(c, y))) {
      written = known ? start : buffer.written;
      break;
    }
  }
  if (written === buffer.values.length) return undefined;
  const longer = {
    ...found,
    buffer: { ...buffer, written, memory: { kind: 'stale-tail', written } as const },
    view: { ...view, rows: rowsWritten(view.arrangement, written) },
  };
  return explain(longer, found.source, clock, false) ?? found;
};
