import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bytesInMemory } from '../../../src/formats/byteSource.ts';
import { readSafetensorsEntry, readSafetensorsHeader } from '../../../src/formats/safetensors/readSafetensors.ts';
import type { Pixels } from '../../../src/preprocessing/pixels/pixels.ts';

/** Images of one file in fixtures/preprocessing, by key: [height, width, channels], as the libraries themselves made them. */
export const imagesOf = async (file: string): Promise<Record<string, Pixels>> => {
  const path = fileURLToPath(new URL(`../../../fixtures/preprocessing/${file}.safetensors`, import.meta.url));
  const source = bytesInMemory(readFileSync(path), file);
  const { entries } = await readSafetensorsHeader(source);
  const images: Record<string, Pixels> = {};
  for (const entry of entries.values()) {
    const { data, shape } = await readSafetensorsEntry(source, entry);
    const [height, width, channels] = shape as [number, number, number];
    images[entry.key] = { data: data as Uint8Array | Float32Array, width, height, channels };
  }
  return images;
};

/** How two images of one size differ. */
export const differenceOf = (a: Pixels, b: Pixels): { max: number; share: number } => {
  if (a.data.length !== b.data.length || a.width !== b.width) throw new Error('two sizes');
  let [max, different] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const difference = Math.abs((a.data[i] as number) - (b.data[i] as number));
    if (difference > 0) different++;
    // Not Math.max: NaN is a difference.
    if (!(difference <= max)) max = difference;
  }
  return { max, share: different / a.data.length };
};
