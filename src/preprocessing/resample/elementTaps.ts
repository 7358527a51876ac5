/**
 * Taps per value of a row instead of per pixel, `count` of them, at offsets from the row's first value that are inside of
 * the image for sure: one flat loop serves any number of channels. The k-th tap of value i stands at `k * length + i`.
 */
export interface ElementTaps<Weights extends Int32Array | Float32Array> {
  offsets: Int32Array;
  weights: Weights;
  count: number;
  /** Values in a target row. */
  length: number;
}

/** Spreads pixel positions (`count` per target pixel, may lie outside: the border repeats) over a row's values. */
export const elementTaps = <Weights extends Int32Array | Float32Array>(
  size: number,
  channels: number,
  starts: Int32Array,
  weights: Weights,
  count: number,
): ElementTaps<Weights> => {
  const length = starts.length * channels;
  const offsets = new Int32Array(length * count);
  const spread = new (weights.constructor as new (length: number) => Weights)(length * count);
  for (let k = 0; k < count; k++) {
    for (let x = 0; x < starts.length; x++) {
      const position = Math.min(Math.max((starts[x] as number) + k, 0), size - 1);
      for (let c = 0; c < channels; c++) {
        offsets[k * length + x * channels + c] = position * channels + c;
        spread[k * length + x * channels + c] = weights[x * count + k] as number;
      }
    }
  }
  return { offsets, weights: spread, count, length };
};

/**
 * The last `count` source rows after their columns were resampled: rows are asked for in rising order, `count`
 * neighbours at a time, so that each is made once.
 */
export const rowCache = <Row>(count: number, make: () => Row, fill: (row: Row, index: number) => void) => {
  const rows = Array.from({ length: count }, make);
  const held = new Int32Array(count).fill(-1);
  return (index: number): Row => {
    const slot = index % count;
    const row = rows[slot] as Row;
    if (held[slot] !== index) {
      fill(row, index);
      held[slot] = index;
    }
    return row;
  };
};
