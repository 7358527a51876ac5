import { dirname } from 'node:path';
import { builtin, type NodeModule } from '../builtins.ts';
import { packageVersion } from '../loadedSharp.ts';
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

const isMocked = (): boolean => mockedByVitest() || mockedByJest() || hasMocks(loadedModule());

/** vi.mock: the runner's mocker holds a registry of mocks for each test file. */
const mockedByVitest = (): boolean => {
  const mocker = (globalThis as { __vitest_mocker__?: { getMockerRegistry?: () => { keys(): Iterable<string> } } })
    .__vitest_mocker__;
  try {
    return [...(mocker?.getMockerRegistry?.().keys() ?? [])].some(
      (url) => url.replaceAll('\\', '/').includes(`/${NAME}/`) || url === NAME,
    );
  } catch {
    return false;
  }
};

/** jest.mock: what the test file's own `require` gives is not the package. Asked only under Jest. */
const mockedByJest = (): boolean => {
  if (process.env.JEST_WORKER_ID === undefined) return false;
  try {
    const { createRequire } = builtin<typeof import('node:module')>('module');
    const given = createRequire(`${process.cwd()}/package.json`)(NAME) as Mockable;
    return (
      typeof given.listSupportedBackends !== 'function' ||
      typeof given.InferenceSession !== 'function' ||
      hasMocks(given)
    );
  } catch {
    return false;
  }
};

const hasMocks = (module: Mockable | undefined): boolean => module?.InferenceSession?.create?._isMockFunction === true;

/** The package's module where Node's own loader has it. */
const loadedModule = (): Mockable | undefined => {
  const loaded = Object.entries(builtin<NodeModule>('module')._cache).find(([file]) =>
    /[\\/]onnxruntime-node[\\/]dist[\\/]index\.js$/.test(file),
  );
  return loaded?.[1]?.exports as Mockable | undefined;
};
