import type { BufferFault } from '../buffer.ts';

/** The share of elements beyond what any value map gives that makes it worth a look. */
const strange = 0.1;

/** `new Float32Array(bytes.buffer)`: four bytes of the picture in each element. The picture fills a quarter of the tensor, or its first quarter. */
export const reinterpreted: BufferFault = {
  name: 'reinterpreted',
  early: true,
  undo: (values, _declared, { dtype, data }) => {
    if (dtype !== 'float32' || !ArrayBuffer.isView(data)) return [];
    let [odd, other] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      const size = Math.abs(values[i] as number);
      if (size === 0) continue;
      if (size > 1e5 || size < 1e-7 || Number.isNaN(size)) odd++;
      else other++;
    }
    if (odd < strange * (odd + other) || odd === 0) return [];
    const bytes = new Uint8Array(data.buffer, data.byteOffset, values.length);
    return [{ values: Float32Array.from(bytes), written: values.length, memory: { kind: 'reinterpreted' } }];
  },
};
