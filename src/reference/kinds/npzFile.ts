import { readFile } from 'node:fs/promises';
import { readNpz } from '../../formats/npz.ts';
import { labelOf } from '../locate.ts';
import { namedArrays } from '../namedArrays.ts';
import type { ReferenceKind } from '../reference.ts';

/** Named arrays as NumPy's `savez` writes them. */
export const npzFile: ReferenceKind = {
  name: 'npz file',
  matches: (path, isFolder) => !isFolder && path.endsWith('.npz'),
  open: async (path, { deployed }) => ({
    trace: namedArrays(readNpz(await readFile(path), labelOf(path)), deployed),
    label: labelOf(path),
    ownInputs: false,
  }),
};
