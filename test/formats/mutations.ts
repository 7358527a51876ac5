/** A generator of pseudo-random numbers below 2^32 (xorshift), so that every run meets the same mutations. */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
};

/** Bytes that parsers trip over: extremes of sizes, JSON's and Python's punctuation. */
const nasty = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x2c, 0x2d, 0x30, 0x39, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d, 0x28, 0x29];

/**
 * `count` damaged copies of a file, the same for the same seed: bits flipped, bytes replaced, runs cut out, doubled or
 * zeroed, the end cut off; one to four damages each, half of them near the beginning, where headers are.
 */
export function* mutations(original: Uint8Array, count: number, seed = 1): Generator<Uint8Array> {
  const random = randomNumbers(seed);
  const below = (limit: number): number => (limit <= 0 ? 0 : random() % limit);
  for (let i = 0; i < count; i++) {
    let bytes = Uint8Array.from(original);
    for (let damage = below(4); damage >= 0 && bytes.length > 0; damage--) {
      const near = below(2) === 0 ? Math.min(bytes.length, 512) : bytes.length;
      const at = below(near);
      const length = Math.min(1 + below(16), bytes.length - at);
      switch (below(6)) {
        case 0:
          bytes[at] = (bytes[at] as number) ^ (1 << below(8));
          break;
        case 1:
          bytes[at] = nasty[below(nasty.length)] as number;
          break;
        case 2:
          bytes.fill(below(2) === 0 ? 0 : 0xff, at, at + length);
          break;
        case 3:
          bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)]);
          break;
        case 4:
          bytes = Uint8Array.from([...bytes.subarray(0, at + length), ...bytes.subarray(at)]);
          break;
        default:
          if (below(4) === 0) bytes = bytes.slice(0, at);
          else bytes[at] = random() & 0xff;
      }
    }
    yield bytes;
  }
}
