/** `y = gain * x + offset`. */
export interface Line {
  gain: number;
  offset: number;
}

/** The largest distance of a line to a wanted one at the levels 0 and 255, in units of `x`. */
export const linesApart = (line: Line, wanted: Line): number => {
  const atZero = line.offset - wanted.offset;
  const atFull = atZero + 255 * (line.gain - wanted.gain);
  return Math.max(Math.abs(atZero), Math.abs(atFull)) / Math.abs(wanted.gain);
};
