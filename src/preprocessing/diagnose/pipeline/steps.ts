import { changed } from './changed.ts';
import type { Fed } from './fed.ts';

/** The steps that can be wrong, in the order in which they happen. */
export type Step =
  | 'decode'
  | 'orientation'
  | 'geometry'
  | 'kernel'
  | 'colour'
  | 'channels'
  | 'values'
  | 'layout'
  | 'dtype'
  | 'memory';

type Keys = { [K in keyof Fed]?: Fed[K] | undefined };

/** What of a pipeline each step is. `decode` is shared: its orientation belongs to the orientation. */
const keysOf: Record<Step, readonly (keyof Fed)[]> = {
  decode: ['decode', 'shrinkOnLoad'],
  orientation: ['decode', 'turn'],
  geometry: ['size', 'sourceCrop', 'resize', 'crop', 'pad'],
  kernel: ['kernel', 'pillow'],
  colour: ['gamma', 'colour'],
  channels: ['channels', 'order'],
  values: ['scale', 'mean', 'std'],
  dtype: ['dtype', 'quantization'],
  layout: ['layout', 'reading'],
  memory: ['memory'],
};

/** The steps, in the order in which they happen. */
export const STEPS = Object.keys(keysOf) as readonly Step[];

/** A step of a pipeline as keys; those that it does not have are undefined. */
export const stepOf = (fed: Fed, step: Step): Keys => {
  const keys: Record<string, unknown> = Object.fromEntries(keysOf[step].map((key) => [key, fed[key]]));
  if (step === 'decode') keys.decode = { ...fed.decode, orientation: undefined };
  if (step === 'orientation') keys.decode = { orientation: fed.decode.orientation };
  return keys as Keys;
};

/** The pipeline with one step done as another does it. */
export const withStep = (fed: Fed, other: Fed, step: Step): Fed => {
  const { decode, ...keys } = stepOf(other, step);
  const orientation = step === 'orientation' ? other.decode.orientation : fed.decode.orientation;
  const how = step === 'decode' ? other.decode : fed.decode;
  return changed(fed, { ...keys, ...(decode === undefined ? {} : { decode: { ...how, orientation } }) });
};

/** Whether a step is written alike in both. */
export const isSameStep = (a: Fed, b: Fed, step: Step): boolean => sorted(stepOf(a, step)) === sorted(stepOf(b, step));

/** JSON whose keys have one order. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

/** The keys of a step that differ, as they are in the first; a deviation that it does not have is left out. */
export const differingKeys = (fed: Fed, other: Fed, step: Step): Partial<Fed> => {
  const [own, its] = [stepOf(fed, step), stepOf(other, step)] as [Record<string, unknown>, Record<string, unknown>];
  const differing: Record<string, unknown> = {};
  for (const key of keysOf[step]) {
    if (sorted(own[key]) === sorted(its[key])) continue;
    if (key === 'decode') {
      const [a, b] = [own[key], its[key]] as [Record<string, unknown>, Record<string, unknown>];
      const parts = Object.keys(a).filter((part) => a[part] !== undefined && sorted(a[part]) !== sorted(b[part]));
      differing[key] = Object.fromEntries(parts.map((part) => [part, a[part]]));
    } else if (own[key] !== undefined) differing[key] = own[key];
  }
  return differing as Partial<Fed>;
};
