/**
 * A drawn scene in which every step of preprocessing shows: colours that differ between channels, nothing symmetric, edges
 * and texture from coarse to one pixel, all levels from black to white. The same for the same size and seed.
 *
 * @returns RGB, interleaved
 */
export const testScene = (width: number, height: number, seed: number): Uint8Array => {
  const across = Math.max(width, height);
  const [coarseAt, middleAt, fineAt, finestAt] = [3, 9, 31, 97].map((cells, i) => noise(seed + i, cells, across)) as [
    Noise,
    Noise,
    Noise,
    Noise,
  ];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3) {
      const [u, v] = [x / across, y / across];
      const [coarse, middle, fine, finest] = [coarseAt(x, y), middleAt(x, y), fineAt(x, y), finestAt(x, y)];
      // Each channel has its own slope and its own mix of scales.
      const colour = [
        0.15 + 0.75 * u + 0.5 * (coarse - 0.5) + 0.25 * (fine - 0.5),
        0.85 - 0.7 * v + 0.35 * (middle - 0.5) + 0.3 * (finest - 0.5),
        0.2 + 0.5 * u * v + 0.6 * (1 - coarse) * middle + 0.2 * (fine - 0.5),
      ];
      for (const shape of shapes) if (shape.holds(u, v)) mix(colour, shape.colour, shape.opacity);
      for (let c = 0; c < 3; c++) data[at + c] = Math.max(0, Math.min(255, Math.round(255 * (colour[c] as number))));
    }
  return data;
};

interface Shape {
  colour: readonly [number, number, number];
  opacity: number;
  holds(u: number, v: number): boolean;
}

const disc = (cu: number, cv: number, radius: number) => (u: number, v: number) =>
  (u - cu) ** 2 + (v - cv) ** 2 < radius ** 2;
const box = (u0: number, v0: number, u1: number, v1: number) => (u: number, v: number) =>
  u >= u0 && u < u1 && v >= v0 && v < v1;

/** Placed off every axis and diagonal; sides of the longer side. */
const shapes: readonly Shape[] = [
  { colour: [0.95, 0.15, 0.1], opacity: 0.9, holds: disc(0.27, 0.21, 0.11) },
  { colour: [0.05, 0.1, 0.85], opacity: 0.85, holds: disc(0.71, 0.43, 0.08) },
  { colour: [1, 0.9, 0.1], opacity: 0.8, holds: box(0.52, 0.08, 0.64, 0.17) },
  { colour: [0, 0, 0], opacity: 1, holds: box(0.08, 0.38, 0.19, 0.5) },
  { colour: [1, 1, 1], opacity: 1, holds: box(0.12, 0.41, 0.16, 0.53) },
  { colour: [0.1, 0.7, 0.3], opacity: 0.9, holds: (u, v) => Math.abs(v - 0.1 - 0.55 * u) < 0.006 },
  { colour: [0.9, 0.9, 1], opacity: 0.9, holds: (u, v) => Math.abs(v - 0.62 + 0.9 * u) < 0.004 },
  // Stripes that become finer and finer: a kernel that does not average makes waves of them.
  {
    colour: [0.9, 0.75, 0.6],
    opacity: 0.9,
    holds: (u, v) => box(0.36, 0.3, 0.62, 0.4)(u, v) && (60 / (0.7 - u)) % 2 < 1,
  },
];

const mix = (colour: number[], over: readonly number[], opacity: number): void => {
  for (let c = 0; c < 3; c++) colour[c] = (colour[c] as number) * (1 - opacity) + (over[c] as number) * opacity;
};

/** A random value in 0 to 1 that changes smoothly from pixel to pixel. */
type Noise = (x: number, y: number) => number;

/** `cells` random values along the longer side, with smooth steps between them. */
const noise = (seed: number, cells: number, across: number): Noise => {
  const columns = cells + 2;
  const lattice = Float64Array.from({ length: columns * columns }, (_, i) =>
    hashed(i % columns, Math.trunc(i / columns), seed),
  );
  const cell = Int32Array.from({ length: across }, (_, x) => Math.trunc((x * cells) / across));
  const share = Float64Array.from(cell, (start, x) => ease((x * cells) / across - start));
  return (x, y) => {
    const at = (cell[y] as number) * columns + (cell[x] as number);
    const [s, t] = [share[x] as number, share[y] as number];
    const top = (lattice[at] as number) * (1 - s) + (lattice[at + 1] as number) * s;
    const below = (lattice[at + columns] as number) * (1 - s) + (lattice[at + columns + 1] as number) * s;
    return top * (1 - t) + below * t;
  };
};

const ease = (t: number): number => t * t * (3 - 2 * t);

/** 0 to 1, by the multiplications and shifts of MurmurHash3's finalizer. */
const hashed = (i: number, j: number, seed: number): number => {
  let hash = Math.imul(i + 1, 0x27d4eb2d) ^ Math.imul(j + 1, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
};
