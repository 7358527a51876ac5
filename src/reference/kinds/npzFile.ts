import { readFile } from 'node:fs/promises';
import { readNpz } from '../../formats/npz.ts';
import { shownPath } from '../../formats/shownPath.ts';
import { namedArrays } from '../namedArrays.ts';
import type { ReferenceKind } from '../reference.ts';

/** Named arrays as NumPy's `savez` writes them. */
export const npzFile: ReferenceKind = {
  name: 'npz file',
  matches: (path, isFolder) => !isFolder && path.endsWith('.npz'),
  open: async (path, { deployed }) => {
    const trace = namedArrays(readNpz(await readFile(path), shownPath(path)), deployed);
    return { trace, label: shownPath(path), ownInputs: Object.keys(trace.inputs).length > 0 };
  },
};
