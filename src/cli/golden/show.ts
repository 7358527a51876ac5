import { basename } from 'node:path';
import { defineCommand } from 'citty';
import { ExrayError } from '../../errors.ts';
import { checkOptionNames } from '../checkOptionNames.ts';
import { failsWith } from './failsWith.ts';

const args = {
  file: { type: 'positional', required: false, description: 'A golden file' },
  json: { type: 'boolean', description: 'As JSON: everything but the sketches' },
} as const;

/** `npx exray golden show FILE`: what a golden holds. */
export const show = defineCommand({
  meta: { name: 'show', description: 'Say what a golden holds: model, environment, and a row for each layer' },
  args,
  run: ({ args: { file, json }, rawArgs }) =>
    failsWith(2, async () => {
      checkOptionNames('exray golden show', rawArgs, ['json']);
      if (file === undefined)
        throw new ExrayError('bad-option', {
          what: 'exray golden show: no golden was given',
          fix: 'Give its path: npx exray golden show contract/china.golden.safetensors',
        });
      const { givenGolden } = await import('../../reference/golden/goldenFileOf.ts');
      const { golden, path, sha256 } = await givenGolden(file);
      const { goldenJson, goldenText } = await import('../../report/golden/goldenText.ts');
      process.stdout.write(`${json ? goldenJson(golden) : goldenText(golden, { file: basename(path), sha256 })}\n`);
      return 0;
    }),
});
