import { dirname } from 'node:path';
import { builtin, type NodeModule } from '../builtins.ts';
import { packageVersion } from '../loadedSharp.ts';
import { mockedByJest, mockedByVitest } from '../mocked.ts';
import type { Presence } from '../runtime.ts';
import { addonWatch } from './observe/addons.ts';

const NAME = 'onnxruntime-node';

/** What this process shows of onnxruntime-node. Signs: `mocked`. */
export const presence = (): Presence => {
  const watch = addonWatch();
  const addon = watch?.addons[0];
  const version = addon && packageVersion(dirname(addon.file));
  return {
    loaded: addon !== undefined,
    observed: watch?.loadedBefore === false,
    ...(version !== undefined && { version }),
    signs: isMocked() ? ['mocked'] : [],
  };
};

interface Mockable {
  InferenceSession?: { create?: { _isMockFunction?: boolean }; prototype?: unknown };
  listSupportedBackends?: unknown;
}

const isMocked = (): boolean => mockedByVitest(NAME) || mockedByJest(NAME, isReal) || hasMocks(loadedModule());

const isReal = (given: unknown): boolean => {
  const { listSupportedBackends, InferenceSession } = given as Mockable;
  return (
    typeof listSupportedBackends === 'function' &&
    typeof InferenceSession === 'function' &&
    !hasMocks(given as Mockable)
  );
};

const hasMocks = (module: Mockable | undefined): boolean => module?.InferenceSession?.create?._isMockFunction === true;

/** The package's module where Node's own loader has it. */
const loadedModule = (): Mockable | undefined => {
  const loaded = Object.entries(builtin<NodeModule>('module')._cache).find(([file]) =>
    /[\\/]onnxruntime-node[\\/]dist[\\/]index\.js$/.test(file),
  );
  return loaded?.[1]?.exports as Mockable | undefined;
};
