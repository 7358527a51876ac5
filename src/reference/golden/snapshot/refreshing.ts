import type { SnapshotHost } from '../../../golden/host/host.ts';

/** Set by `npx exray golden refresh` for the tests that it runs. */
export const REFRESH = 'EXRAY_GOLDEN_REFRESH';

/** True where passing goldens are recorded again: never where the framework writes nothing (CI). */
export const isRefreshing = ({ mode }: Pick<SnapshotHost, 'mode'>): boolean =>
  mode !== 'none' && process.env[REFRESH] === '1';
