import { sketchSize } from '../../sketch/sketch.ts';
import type { GoldenProfile } from '../golden.ts';
import { brokenGolden } from './goldenErrors.ts';
import type { GoldenMetadata } from './goldenMetadata.ts';
import { exponentsOf } from './rows.ts';
import { type ReadTable, table } from './table.ts';

/** The floors of a layer, by its place; NaN in the tables where one was not measured. */
export const floorsOf = (count: number, label: string, read: ReadTable) => {
  const [noise, inputNoise] = (['noise', 'inputNoise'] as const).map((key) =>
    read(key) === undefined ? undefined : table<Float32Array>(key, 'float32', [count], label, read),
  );
  return (layer: number): { noise?: number; inputNoise?: number } => {
    const [own, input] = [noise?.[layer] ?? NaN, inputNoise?.[layer] ?? NaN];
    return { ...(!Number.isNaN(own) && { noise: own }), ...(!Number.isNaN(input) && { inputNoise: input }) };
  };
};

/** What the float reference said of quantized layers, by their place. */
export const profilesOf = (
  { profile, layers }: GoldenMetadata,
  label: string,
  read: ReadTable,
): ReadonlyMap<number, GoldenProfile> => {
  const byLayer = new Map<number, GoldenProfile>();
  if (profile.length === 0) return byLayer;
  const sketches = table<Float32Array>('profile/sketch', 'float32', [profile.length, sketchSize], label, read);
  const numbers = table<Float64Array>('profile/numbers', 'float64', [profile.length, 4], label, read);
  const exponents = exponentsOf('profile/exponent', profile.length, label, read);
  for (const [row, [layer, id]] of profile.entries()) {
    if (layer >= layers.length)
      throw brokenGolden(label, { what: `has a profile of layer ${layer}, and only ${layers.length} layers` });
    const [drift, min, max, mean] = numbers.subarray(row * 4) as unknown as [number, number, number, number];
    const sketch = sketches.slice(row * sketchSize, (row + 1) * sketchSize);
    byLayer.set(layer, { id, drift, sketch, ...exponents(row), min, max, mean });
  }
  return byLayer;
};
