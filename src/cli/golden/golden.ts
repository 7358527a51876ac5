import { defineCommand } from 'citty';
import { from } from './from.ts';
import { refresh } from './refresh.ts';

/** `npx exray golden`: goldens outside of tests. One file per command. */
export const golden = defineCommand({
  meta: { name: 'golden', description: 'Make, show, compare and refresh goldens of layers' },
  subCommands: { from, refresh },
});
