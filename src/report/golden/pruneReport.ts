import { join } from 'node:path';
import { shownPath } from '../../formats/shownPath.ts';
import type { Prunable } from '../../golden/store/prunable.ts';
import { counted } from '../digits.ts';

const reasons = {
  'no-entry': 'no snapshot entry names it',
  'no-snap': 'its .snap file is gone',
  'no-test': 'its test file is gone',
} satisfies Record<Prunable['why'], string>;

/** What `npx exray prune` found, or removed. */
export function pruneReport(found: readonly Prunable[], isCheck: boolean): string {
  if (found.length === 0) return 'Every golden belongs to a test.';
  const lines = found.flatMap(({ why, folder, files, snapshot }) => [
    ...files.map((name) => `${shownPath(join(folder, name))}  (${reasons[why]})`),
    ...(snapshot === undefined
      ? []
      : snapshot.holdsOthers
        ? [`${shownPath(snapshot.path)} holds other snapshots, too: delete it by hand`]
        : [`${shownPath(snapshot.path)}  (${reasons[why]})`]),
  ]);
  const count = found.reduce((sum, { files }) => sum + files.length, 0);
  return [
    isCheck ? `${counted(count, 'golden')} that nothing needs:` : `Removed ${counted(count, 'golden')}:`,
    ...lines.map((line) => `  ${line}`),
    ...(isCheck ? ['Remove them with: npx exray prune'] : []),
  ].join('\n');
}
