import type { DType } from '../../tensor/tensor.ts';

/** Bits of every element type of the format, and exray's dtype where it has one. */
const elementTypes = {
  BOOL: { bits: 8, dtype: 'bool' },
  U8: { bits: 8, dtype: 'uint8' },
  I8: { bits: 8, dtype: 'int8' },
  U16: { bits: 16, dtype: 'uint16' },
  I16: { bits: 16, dtype: 'int16' },
  U32: { bits: 32, dtype: 'uint32' },
  I32: { bits: 32, dtype: 'int32' },
  U64: { bits: 64, dtype: 'uint64' },
  I64: { bits: 64, dtype: 'int64' },
  F16: { bits: 16, dtype: 'float16' },
  BF16: { bits: 16, dtype: 'bfloat16' },
  F32: { bits: 32, dtype: 'float32' },
  F64: { bits: 64, dtype: 'float64' },
  F8_E4M3: { bits: 8, dtype: 'float8e4m3fn' },
  F8_E5M2: { bits: 8, dtype: 'float8e5m2' },
  F8_E4M3FNUZ: { bits: 8, dtype: 'float8e4m3fnuz' },
  F8_E5M2FNUZ: { bits: 8, dtype: 'float8e5m2fnuz' },
  F8_E8M0: { bits: 8, dtype: undefined },
  F6_E2M3: { bits: 6, dtype: undefined },
  F6_E3M2: { bits: 6, dtype: undefined },
  F4: { bits: 4, dtype: undefined },
  C64: { bits: 64, dtype: undefined },
} as const satisfies Record<string, { bits: number; dtype: DType | undefined }>;

export type SafetensorsType = keyof typeof elementTypes;

/** True for the name of an element type of the format. */
export const isSafetensorsType = (name: unknown): name is SafetensorsType =>
  typeof name === 'string' && Object.hasOwn(elementTypes, name);

export const bitsOfSafetensorsType = (type: SafetensorsType): number => elementTypes[type].bits;

/** exray's dtype; undefined for complex numbers and floats of 4 and 6 bits. */
export const dtypeOfSafetensorsType = (type: SafetensorsType): DType | undefined => elementTypes[type].dtype;

const byDType = new Map(
  Object.entries(elementTypes).flatMap(([type, { dtype }]) =>
    dtype ? [[dtype as DType, type as SafetensorsType]] : [],
  ) as [DType, SafetensorsType][],
);

/** The format's name of a dtype; undefined for strings and 4-bit integers, which it does not have. */
export const safetensorsTypeOf = (dtype: DType): SafetensorsType | undefined => byDType.get(dtype);
