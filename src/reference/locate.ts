import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExrayError } from '../errors.ts';
import { shownPath } from '../formats/shownPath.ts';

/** A reference's place on disk. */
export interface Place {
  path: string;
  isFolder: boolean;
  /** Relative to the working directory, for messages. */
  label: string;
}

/**
 * Finds a reference's file or folder: absolute, or relative to the test file's folder, or to the working directory.
 *
 * @throws ExrayError `reference-missing` with the lines of Python that make one.
 */
export async function locate(reference: string | URL, testFolder: string | undefined): Promise<Place> {
  const given = reference instanceof URL || reference.startsWith('file:') ? fileURLToPath(reference) : reference;
  const bases = isAbsolute(given)
    ? ['']
    : [...new Set([testFolder, process.cwd()].filter((base) => base !== undefined))];
  for (const base of bases) {
    const path = resolve(base, given);
    const found = await stat(path).catch(() => undefined);
    if (found) return { path, isFolder: found.isDirectory(), label: shownPath(path) };
  }
  throw missing(given, bases);
}

const missing = (given: string, bases: string[]): ExrayError =>
  new ExrayError('reference-missing', {
    what: `the reference ${given} does not exist`,
    why: `Looked in ${bases.map((base) => (base === '' ? 'the given place' : base === process.cwd() ? 'the working directory' : shownPath(base))).join(' and ')}`,
    fix: `Give the path of a model (.onnx) or of a trace, or make one where the model was trained:
  npx exray python > exray_trace.py
  import exray_trace
  exray_trace.from_torch(module, {"images": images}).save("${given.endsWith('.safetensors') ? given : 'reference.safetensors'}")`,
  });
