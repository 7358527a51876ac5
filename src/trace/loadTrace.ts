import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExrayError } from '../errors.ts';
import { openFile, type Reopen } from '../formats/byteSource.ts';
import { readSafetensorsHeader } from '../formats/safetensors/readSafetensors.ts';
import { shownPath } from '../formats/shownPath.ts';
import { namedTensors } from './namedTensors.ts';
import { storedTrace } from './storedTrace.ts';
import type { Trace } from './trace.ts';
import { traceFormat } from './traceMetadata.ts';

/**
 * Loads a trace that `saveTrace` or `exray_trace.py` wrote, or any `.safetensors` of named arrays (its metadata `order`,
 * `layout`, `names` and `producer` are understood, and keys `input/<name>`, `layer/<id>`, `output/<name>`). Inputs and
 * outputs are read at once, layers when somebody asks for them, one at a time.
 *
 * @param path of the file, relative to the working directory
 * @throws ExrayError `file-missing`, `file-is-folder`, `file-unreadable`, `not-safetensors`, `safetensors-broken`,
 *   `trace-broken`, `trace-newer`
 */
export const loadTrace = async (path: string | URL): Promise<Trace> => {
  const file = resolve(typeof path === 'string' ? path : fileURLToPath(path));
  const label = shownPath(file);
  const source = await openFile(file, label);
  try {
    const header = await readSafetensorsHeader(source);
    const { mtimeMs, size } = await stat(file);
    // Opened for each tensor: whoever stops reading in the middle leaves no open file behind.
    const reopen: Reopen = async (read) => {
      const now = await stat(file).catch(() => undefined);
      if (now !== undefined && (now.mtimeMs !== mtimeMs || now.size !== size)) throw changed(label);
      const again = await openFile(file, label);
      try {
        return await read(again);
      } finally {
        await again.close();
      }
    };
    const format = header.metadata.get('format');
    if (format === traceFormat) return await storedTrace(source, header, reopen);
    if (format?.startsWith('exray.')) throw unknownFormat(label, format);
    return await namedTensors(source, header, reopen);
  } finally {
    await source.close();
  }
};

const changed = (label: string): ExrayError =>
  new ExrayError('file-changed', {
    what: `${label} was written again after it was loaded`,
    why: 'Its layers are read when they are needed, and would no longer fit what was loaded',
    fix: 'Load it again',
  });

const unknownFormat = (label: string, format: string): ExrayError =>
  format.startsWith('exray.trace/')
    ? new ExrayError('trace-newer', {
        what: `${label} is a trace of the format ${format}`,
        why: `This exray reads ${traceFormat}`,
        fix: 'Update exray here, or make the trace with the version that is installed here',
      })
    : new ExrayError('trace-broken', { what: `${label} is no trace, but ${format}`, fix: 'Give the path of a trace' });
