// A local name: in the vm contexts of test runners each look at a global is slow, and this one is looked at per value.
const { imul } = Math;

/** The finaliser of MurmurHash3 (Austin Appleby, public domain): spreads 32 bits over 32 bits. */
export const mix = (bits: number): number => {
  let hash = bits;
  hash ^= hash >>> 16;
  hash = imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};

/** 32 pseudo-random bits for index `i`, as an int32. The multiplier is 2^32 over the golden ratio. */
export const word = (i: number, seed: number): number => mix((imul(i, 0x9e3779b9) + seed) | 0);

/** Seeds: digits of pi in hexadecimal, so that nobody chose them. The same for every layer and every model. */
export const inSeed = 0x243f6a88;
export const outSeed = 0x13198a2e;
export const sampleSeed = 0x03707344;
