import path from 'node:path';
import { packageVersion } from '../loadedSharp.ts';
import { mockedByJest, mockedByVitest } from '../mocked.ts';
import type { Presence } from '../runtime.ts';
import { tfjsEngine } from './observe/engine.ts';
import { tfjsWatch } from './observe/tfjsWatch.ts';

/** Packages that apps import, and so mock. */
const PACKAGES = ['@tensorflow/tfjs', '@tensorflow/tfjs-node', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-converter'];

/** What this context shows of tfjs. Signs: `mocked`. */
export const presence = (): Presence => {
  const { copies, unreachable } = tfjsWatch();
  const loaded = tfjsEngine() !== undefined;
  const version = copies[0] && packageVersion(path.dirname(copies[0].file));
  const mocked =
    PACKAGES.find(mockedByVitest) ?? (mockedByJest(PACKAGES[0] as string, isReal) ? PACKAGES[0] : undefined);
  return {
    loaded,
    observed: true,
    ...(version !== undefined && { version }),
    signs: mocked === undefined ? [] : ['mocked'],
    ...(mocked !== undefined && { mocked }),
    ...(unreachable[0] !== undefined && { unreachable: unreachable[0] }),
  };
};

const isReal = (given: unknown): boolean => {
  const { engine, GraphModel } = given as { engine?: unknown; GraphModel?: unknown };
  return (
    typeof engine === 'function' &&
    typeof GraphModel === 'function' &&
    (engine as { _isMockFunction?: boolean })._isMockFunction !== true
  );
};
