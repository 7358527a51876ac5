/** Damaged copies of a file, the same ones at every run: flipped bits, other bytes, cuts, gaps, doubled and wiped ranges. */
export function* mutations(original: Uint8Array, count: number, seed = 1): Generator<Uint8Array> {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  // Half of the damage goes to the first kilobyte, where structure is dense.
  const place = (): number => (random(2) === 0 ? random(Math.min(1024, original.length)) : random(original.length));
  for (let i = 0; i < count; i++) {
    const bytes = Uint8Array.from(original);
    const at = place();
    switch (i % 6) {
      case 0:
        bytes[at] = (bytes[at] as number) ^ (1 << random(8));
        yield bytes;
        break;
      case 1:
        for (let n = 0; n < 8; n++) bytes[place()] = random(256);
        yield bytes;
        break;
      case 2:
        yield bytes.subarray(0, at);
        break;
      case 3:
        yield Uint8Array.of(...bytes.subarray(0, 64), ...bytes.subarray(64 + random(64)).subarray(0, 4096));
        break;
      case 4:
        bytes.fill(0xff, at, at + 1 + random(12)); // long varints
        yield bytes;
        break;
      default:
        bytes.copyWithin(at, place(), place());
        yield bytes;
    }
  }
}
