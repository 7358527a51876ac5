import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/** Features that choose other integer kernels, in the order in which they are listed. */
const FEATURES: Record<string, string> = {
  avx2: 'avx2',
  avx512f: 'avx512',
  avx_vnni: 'avxvnni',
  avx512_vnni: 'avx512vnni',
  amx_int8: 'amxint8',
  asimddp: 'dotprod',
  i8mm: 'i8mm',
};
let known: string | undefined;

/** The instruction-set class, such as `x64+avx2+avx512+avx512vnni`: what decides bits of integer kernels, not the CPU's name. */
export const isa = (): string => {
  known ??= [process.arch, ...featuresOf(cpuFlags())].join('+');
  return known;
};

/** The listed names of the flags that choose kernels. */
export const featuresOf = (flags: readonly string[]): string[] =>
  Object.keys(FEATURES)
    .filter((flag) => flags.includes(flag))
    .map((flag) => FEATURES[flag] as string);

const cpuFlags = (): string[] => {
  try {
    if (process.platform === 'linux')
      return (
        /^(?:flags|Features)\s*:(.*)$/m.exec(fs.readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.trim().split(/\s+/) ?? []
      );
    if (process.platform === 'darwin') return darwinFlags();
  } catch {
    // Unknown features leave the architecture alone.
  }
  return [];
};

const darwinFlags = (): string[] => {
  const names =
    process.arch === 'arm64'
      ? { FEAT_DotProd: 'asimddp', FEAT_I8MM: 'i8mm' }
      : { avx2_0: 'avx2', avx512f: 'avx512f', avx512vnni: 'avx512_vnni' };
  const prefix = process.arch === 'arm64' ? 'hw.optional.arm.' : 'hw.optional.';
  return Object.entries(names).flatMap(([name, flag]) => {
    try {
      return execFileSync('sysctl', ['-n', prefix + name], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim() === '1'
        ? [flag]
        : [];
    } catch {
      return [];
    }
  });
};
