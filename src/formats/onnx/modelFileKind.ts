/** What a model file's first bytes say that it is. */
export type ModelFileKind =
  | 'onnx'
  | 'ort-format'
  | 'lfs-pointer'
  | 'empty'
  | 'tflite'
  | 'zip'
  | 'hdf5'
  | 'text'
  | 'other';

/** Looks at the first bytes only; `onnx` means that they could begin an ONNX file, not that the rest is whole. */
export const modelFileKind = (bytes: Uint8Array): ModelFileKind => {
  if (bytes.length === 0) return 'empty';
  const head = String.fromCharCode(...bytes.subarray(0, 64));
  if (head.startsWith('version https://git-lfs')) return 'lfs-pointer';
  if (head.slice(4, 8) === 'ORTM') return 'ort-format';
  if (head.slice(4, 8) === 'TFL3') return 'tflite';
  if (head.startsWith('PK\x03\x04')) return 'zip';
  if (head.startsWith('\x89HDF')) return 'hdf5';
  // Field 1 (ir_version, a small number) is what every exporter writes first; others may come first, too.
  if (head.charCodeAt(0) === 8 && bytes.length > 2) return 'onnx';
  if (/^\s*[{<[]/.test(head) || /^[\x20-\x7e\s]{32}/.test(head)) return 'text';
  return 'other';
};
