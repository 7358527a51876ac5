import { readFile } from 'node:fs/promises';
import type { ReferenceResult } from '../compare/result/resultOptions.ts';
import { ExrayError } from '../errors.ts';
import { loadTrace } from '../trace/loadTrace.ts';
import { fromPlainJson } from '../trace/plainJson.ts';
import { isGoldenFile, readGoldenFile } from './golden/goldenFileOf.ts';
import { isTrace } from './isTrace.ts';
import { locate } from './locate.ts';

/**
 * What an app should have returned: a trace's or a golden's result, the content of a `.json`, or the value itself.
 *
 * @throws ExrayError `reference-missing`, `reference-result` where the file holds no result.
 */
export async function referenceResult(reference: ReferenceResult, testFolder: string | undefined): Promise<unknown> {
  if (isTrace(reference)) return resultOf(reference.result, 'the reference trace');
  if (typeof reference !== 'string' && !(reference instanceof URL)) {
    if (typeof reference === 'object' && reference !== null) return reference;
    throw new ExrayError('reference-result', {
      what: `the reference is ${String(reference)}`,
      fix: 'Give a trace, the path of a trace or of a .json file, or the object that the app should return',
    });
  }
  const { path, label } = await locate(reference, testFolder);
  if (path.endsWith('.safetensors') && isGoldenFile(path))
    return resultOf((await readGoldenFile(path)).golden.result, label);
  if (path.endsWith('.safetensors')) return resultOf((await loadTrace(path)).result, label);
  if (path.endsWith('.json')) return parsed(await readFile(path, 'utf8'), label);
  throw new ExrayError('reference-result', {
    what: `${label} cannot say what the app should return`,
    why: 'A result is read from a trace (.safetensors) or from a .json file',
    fix: 'Save one that is right: JSON.stringify(trace.result), or saveTrace(trace, path)',
  });
}

function resultOf(result: unknown, label: string): unknown {
  if (result !== undefined) return result;
  throw new ExrayError('reference-result', {
    what: `${label} holds no result`,
    why: 'It was made by a model alone, not by an app',
    fix: 'Give a .json file or the object that the app should return',
  });
}

function parsed(text: string, label: string): unknown {
  try {
    return fromPlainJson(text);
  } catch (cause) {
    throw new ExrayError(
      'reference-result',
      { what: `${label} is no JSON`, why: (cause as Error).message, fix: 'Write it with JSON.stringify(result)' },
      { cause },
    );
  }
}
