import type { Golden } from '../golden.ts';

/**
 * True where sums of 8-bit products saturate at 16 bits: onnxruntime's integer kernels on x64 without VNNI and AMX. Levels
 * below `extended` compute the same model in floats.
 */
export const saturates = ({ runtime: { name, isa, level }, capture }: Pick<Golden, 'runtime' | 'capture'>): boolean =>
  name.startsWith('onnxruntime') &&
  /^x64\+.*avx/.test(isa) &&
  !/vnni|amx/.test(isa) &&
  capture === 'deployed' &&
  level !== 'disabled' &&
  level !== 'basic';
