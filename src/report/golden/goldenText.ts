import { entryText } from '../../golden/entry/entryText.ts';
import type { Golden, GoldenTensor } from '../../golden/golden.ts';
import { counted, digits, listed } from '../digits.ts';
import { oneLine } from '../table.ts';
import { quoted } from '../words/shown.ts';

/** What a golden holds, as text: what its entry in a `.snap` says, and what only the file knows. */
export function goldenText(golden: Golden, sidecar: { file: string; sha256: string }): string {
  const { layers, outputs, image, result, recipe, chosen } = golden;
  const noise = layers.flatMap((layer) => layer.noise ?? []);
  const inputNoise = layers.flatMap((layer) => layer.inputNoise ?? []);
  const profiles = layers.flatMap(({ profile }) => profile?.drift ?? []);
  const raw = outputs.filter(({ value }) => value !== undefined);
  const largest = (drifts: readonly number[]) =>
    `${counted(drifts.length, 'layer')}, largest ${digits(Math.max(...drifts))}`;
  const facts: [string, string | undefined][] = [
    ['image', image && listed(image.map(({ path, sha256 }) => path ?? `sha256 ${sha256?.slice(0, 16)}`))],
    ['outputs in full', raw.length === 0 ? 'none' : listed(raw.map(({ id }) => oneLine(id)))],
    ['result', result === undefined ? undefined : quoted(result)],
    ['recipe', recipe === undefined ? undefined : quoted(recipe)],
    ['noise floor', noise.length === 0 ? undefined : largest(noise)],
    ['input floor', inputNoise.length === 0 ? undefined : largest(inputNoise)],
    ['accepted drift to the float reference', profiles.length === 0 ? undefined : largest(profiles)],
    ['layers', chosen ? 'chosen ones only' : undefined],
  ];
  return [
    entryText(golden, sidecar),
    '',
    ...facts.flatMap(([name, text]) => (text === undefined ? [] : [`${name}: ${text}`])),
  ].join('\n');
}

/** The same as JSON: all but the numbers of the sketches. */
export const goldenJson = (golden: Golden): string =>
  JSON.stringify(
    {
      ...golden,
      inputs: golden.inputs.map(plain),
      layers: golden.layers.map(({ profile, ...layer }) => {
        if (profile === undefined) return plain(layer);
        const { sketch: _, ...numbers } = profile;
        return { ...plain(layer), profile: numbers };
      }),
      outputs: golden.outputs.map(({ value, ...output }) => ({
        ...plain(output),
        ...(value && { value: Array.from(value.data as ArrayLike<unknown>, plainValue) }),
      })),
    },
    null,
    2,
  );

const plain = <Part extends GoldenTensor>({ sketch: _, samples, ...rest }: Part) => ({
  ...rest,
  samples: Array.from(samples),
});

/** JSON has no 64-bit integers. */
const plainValue = (value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
