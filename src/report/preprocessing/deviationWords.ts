import type { Deviations, MemoryFault, Reading, Turn } from '../../preprocessing/diagnose/pipeline/fed.ts';
import { counted, digits } from '../digits.ts';

/** How a turned picture looks. */
export const turnWords: Record<Turn, string> = {
  'flip-horizontal': 'mirrored left to right',
  'flip-vertical': 'mirrored top to bottom',
  'rotate-180': 'turned by 180 degrees',
  transpose: 'transposed (rows for columns)',
  'rotate-90': 'turned clockwise by 90 degrees',
  'rotate-270': 'turned counter-clockwise by 90 degrees',
  transverse: 'transposed and turned by 180 degrees',
};

/** How values were arranged against what the shape says. */
export const readingWords: Record<Reading, string> = {
  'interleaved-as-planes':
    'interleaved pixels (HWC) are declared as planes (CHW), as by a reshape in place of a transpose',
  'planes-as-interleaved':
    'planes (CHW) are declared as interleaved pixels (HWC), as by a reshape in place of a transpose',
  'rgba-as-rgb': 'pixels of four values (RGBA) are read as three, so that only the first 3/4 of the rows are there',
  'rgb-as-rgba': 'pixels of three values (RGB) are read as four',
  'width-height-swapped': "width and height are swapped in the tensor's shape",
};

/** What happened to the buffer; `count` is how many values the tensor has, where that is known. */
export function memoryWords(fault: MemoryFault, count?: number): string {
  const of = count === undefined ? '' : ` of ${count}`;
  switch (fault.kind) {
    case 'unwritten-tail':
      return `only the first ${fault.written}${of} values were written, the rest is zero`;
    case 'stale-tail':
      return `only the first ${fault.written}${of} values were written, the rest is of another picture`;
    case 'displaced':
      return `the picture begins ${counted(fault.by, 'value')} late, as when a Buffer's byteOffset is lost`;
    case 'row-stride':
      return `each row is ${counted(fault.extra, 'value')} too long: a stride was left in`;
    case 'reinterpreted':
      return 'bytes were taken for float32 values, as by new Float32Array(bytes.buffer)';
    case 'truncated-to-bytes':
      return 'floats were stored in an array of bytes, which keeps only whole numbers';
    case 'wrapped-int8':
      return 'bytes were stored as signed ones, so that values from 128 wrap to negative ones';
  }
}

/** What happened to the colours. */
export function colourWords(colour: NonNullable<Deviations['colour']>): string {
  switch (colour.kind) {
    case 'limited-range':
      return 'colours are in the limited range of video (16 to 235)';
    case '601-as-709':
      return 'colours of Rec. 601 were decoded as Rec. 709';
    case '709-as-601':
      return 'colours of Rec. 709 were decoded as Rec. 601';
    case 'premultiplied':
      return 'colours are multiplied by alpha';
    case 'matrix':
      return `colours are mixed across channels by the matrix [${colour.matrix.map((value) => digits(value)).join(', ')}]`;
    case 'curve':
      return `tones follow a curve that is no gamma (64 became ${levelOf(colour.table, 64)}, 128 became ${levelOf(colour.table, 128)})`;
  }
}

const levelOf = (table: readonly number[], level: number): string => digits(table[level] ?? Number.NaN, 3);
