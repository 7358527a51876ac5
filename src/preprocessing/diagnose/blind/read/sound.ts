import type { Window } from '../picture/planes.ts';
import type { View } from './reading.ts';

/** The part of a view that can be compared at once: whole channels where there are any, else the rows that all have. */
export interface Sound {
  channels: number[];
  window: Window;
}

export const soundPart = ({ picture, rows }: View): Sound => {
  const { width, height } = picture;
  const most = Math.max(...rows);
  const channels = rows.flatMap((count, c) => (count === most && most > 0 ? [c] : []));
  return { channels, window: { left: 0, top: 0, right: width, bottom: Math.min(height, most) } };
};
