import { readFileSync } from 'node:fs';
import { defineCommand } from 'citty';
import { packageFile } from './packageFile.ts';

/** `npx exray python > exray_trace.py`: for whoever trained the model and has no node_modules. */
export const python = defineCommand({
  meta: { name: 'python', description: 'Print exray_trace.py, which writes reference traces in Python' },
  run: () => {
    process.stdout.write(readFileSync(packageFile('python/exray_trace.py')));
  },
});
