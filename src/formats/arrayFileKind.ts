/** What the first bytes of a file of arrays say that it is. */
export type ArrayFileKind =
  | 'safetensors'
  | 'npy'
  | 'zip'
  | 'lfs-pointer'
  | 'empty'
  | 'pickle'
  | 'hdf5'
  | 'text'
  | 'other';

/** Looks at the first 64 bytes only. A safetensors file begins with the length of its header (eight bytes) and a brace. */
export const arrayFileKind = (head: Uint8Array): ArrayFileKind => {
  if (head.length === 0) return 'empty';
  const text = String.fromCharCode(...head.subarray(0, 64));
  if (text.startsWith('version https://git-lfs')) return 'lfs-pointer';
  if (text.startsWith('\x93NUMPY')) return 'npy';
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'zip';
  if (text.startsWith('\x89HDF')) return 'hdf5';
  if (text[8] === '{' && head[6] === 0 && head[7] === 0) return 'safetensors';
  if (head[0] === 0x80 && (head[1] as number) <= 5) return 'pickle';
  if (/^[\x20-\x7e\s]{8,}$/.test(text)) return 'text';
  return 'other';
};

/** Why a file of another kind can't be read, and what its owner probably has to do. */
export const otherArrayFile: Readonly<
  Record<Exclude<ArrayFileKind, 'safetensors' | 'npy' | 'zip'>, { what: string; why?: string; fix: string }>
> = {
  'lfs-pointer': {
    what: 'is a Git LFS pointer, not the file itself',
    why: 'The repository was cloned without its large files',
    fix: 'Run `git lfs pull` (in CI: check out with LFS enabled)',
  },
  empty: { what: 'is empty', why: 'Whatever wrote it stopped early', fix: 'Make it again' },
  pickle: {
    what: 'is a Python pickle',
    why: 'Pickles run code when they are loaded, so exray does not read them',
    fix: 'Save the arrays with safetensors, or as .npz',
  },
  hdf5: { what: 'is an HDF5 file', fix: 'Save the arrays with safetensors, or as .npz' },
  text: {
    what: 'is text, not a file of tensors',
    why: 'A download may have returned a page instead of a file',
    fix: 'Download it again',
  },
  other: {
    what: 'is no file of tensors that exray knows',
    why: 'It begins neither like safetensors nor like .npz or .npy',
    fix: 'Check the path, or make the file again',
  },
};
