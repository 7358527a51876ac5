import path from 'node:path';
import { packageVersion } from '../loadedSharp.ts';
import type { Presence } from '../runtime.ts';
import { tfjsEngine } from './observe/engine.ts';
import { tfjsWatch } from './observe/tfjsWatch.ts';

/** What this context shows of tfjs. */
export const presence = (): Presence => {
  const { copies } = tfjsWatch();
  const version = copies[0] && packageVersion(path.dirname(copies[0].file));
  return {
    loaded: tfjsEngine() !== undefined,
    observed: true,
    ...(version !== undefined && { version }),
    signs: [],
  };
};
