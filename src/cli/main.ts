#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { defineCommand, runMain } from 'citty';
import { diagnose } from './diagnose.ts';
import { golden } from './golden/golden.ts';
import { packageFile } from './packageFile.ts';
import { prune } from './prune.ts';
import { python } from './python.ts';

const { version, description } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as Record<
  string,
  string
>;

/** `npx exray`: one file per command. */
const main = defineCommand({
  meta: { name: 'exray', ...(version ? { version } : {}), ...(description ? { description } : {}) },
  subCommands: { diagnose, golden, prune, python },
});

await runMain(main);
