import { createRequire } from 'node:module';

/** vi.mock: the runner's mocker holds a registry of mocks for each test file. */
export const mockedByVitest = (name: string): boolean => {
  const mocker = (globalThis as { __vitest_mocker__?: { getMockerRegistry?: () => { keys(): Iterable<string> } } })
    .__vitest_mocker__;
  try {
    return [...(mocker?.getMockerRegistry?.().keys() ?? [])].some(
      (url) => url.replaceAll('\\', '/').includes(`/${name}/`) || url === name,
    );
  } catch {
    return false;
  }
};

/**
 * jest.mock: what the test file's own `require` gives is not the package. Asked only under Jest, and loads the package
 * where the app has not.
 */
export const mockedByJest = (name: string, isReal: (given: unknown) => boolean): boolean => {
  if (process.env.JEST_WORKER_ID === undefined) return false;
  try {
    return !isReal(createRequire(`${process.cwd()}/package.json`)(name));
  } catch {
    return false;
  }
};
