import { ExrayError } from '../../errors.ts';
import { canvas } from './canvas.ts';
import { opencv } from './opencv/index.ts';
import { pillow } from './pillow.ts';
import type { KernelName, Resampler } from './resampler.ts';
import { sharp } from './sharp/index.ts';
import { tf } from './tf/index.ts';
import { torch } from './torch.ts';
import { transformersJs } from './transformersJs.ts';

/** The rack: every kernel of every library that exray computes as that library does. */
export const resamplers: readonly Resampler[] = [
  ...pillow,
  ...opencv,
  ...tf,
  ...torch,
  ...sharp,
  ...canvas,
  ...transformersJs,
];

const byName = new Map(resamplers.map((part) => [part.name as string, part]));

/** The resampler of that name. Throws an ExrayError that names the nearest one where there is none. */
export const resamplerOf = (name: string): Resampler => {
  const found = byName.get(name);
  if (found) return found;
  throw new ExrayError('kernel-unknown', {
    what: `there is no kernel ${JSON.stringify(name)}`,
    why: 'A kernel is written as library/kernel, because libraries resize differently under the same name',
    fix: `Use one of ${nearestNames(name).join(', ')}`,
  });
};

/** The other kernels of its family: the same but for how they round. */
export const twinsOf = (name: KernelName): KernelName[] => {
  const { family } = resamplerOf(name);
  return resamplers.filter((part) => part.family === family && part.name !== name).map((part) => part.name);
};

/** All kernels that a word such as `bilinear` may mean, else the names that share most with what was written. */
const nearestNames = (name: string): string[] => {
  const names = resamplers.map((part) => part.name);
  const word = name.toLowerCase().split('/').at(-1) as string;
  const same = names.filter((each) => word !== '' && each.endsWith(`/${word}`));
  if (same.length > 0) return same;
  const pairs = (text: string) => new Set([...text].map((letter, i) => letter + (text[i + 1] ?? '')));
  const wanted = pairs(name.toLowerCase());
  const likeness = (each: string): number => {
    const own = pairs(each);
    return (2 * [...own].filter((pair) => wanted.has(pair)).length) / (own.size + wanted.size);
  };
  return names.toSorted((a, b) => likeness(b) - likeness(a)).slice(0, 3);
};
