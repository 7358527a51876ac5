import { defineCommand } from 'citty';
import { diff } from './diff.ts';
import { from } from './from.ts';
import { refresh } from './refresh.ts';
import { show } from './show.ts';

/** `npx exray golden`: goldens outside of tests. One file per command. */
export const golden = defineCommand({
  meta: { name: 'golden', description: 'Make, show, compare and refresh goldens of layers' },
  subCommands: { diff, from, refresh, show },
});
