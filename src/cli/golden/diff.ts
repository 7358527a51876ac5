import { defineCommand } from 'citty';
import { ExrayError } from '../../errors.ts';
import { checkOptionNames } from '../checkOptionNames.ts';
import { failsWith } from './failsWith.ts';

const args = {
  was: { type: 'positional', required: false, description: 'The golden that says what is right' },
  is: { type: 'positional', required: false, description: 'The golden that is judged by it' },
  tolerance: { type: 'string', valueHint: '0.0001', description: 'Of all layers, instead of the table of tolerances' },
  json: { type: 'boolean', description: 'The comparison as JSON' },
} as const;

/** Exit codes: the second is what the first says, it is not, and where nothing could be compared. */
const [SAME, DIFFERENT, FAILED] = [0, 1, 2];

/** `npx exray golden diff A B`: what changed between two goldens. */
export const diff = defineCommand({
  meta: { name: 'diff', description: 'Say which layers differ between two goldens, and by how much' },
  args,
  run: ({ args: { was, is, tolerance, json }, rawArgs }) =>
    failsWith(FAILED, async () => {
      checkOptionNames('exray golden diff', rawArgs, ['json', 'tolerance']);
      if (was === undefined || is === undefined)
        throw new ExrayError('bad-option', {
          what: 'exray golden diff: two goldens are needed',
          fix: 'Give their paths: npx exray golden diff old.golden.safetensors new.golden.safetensors',
        });
      const { givenGolden } = await import('../../reference/golden/goldenFileOf.ts');
      const [before, after] = [await givenGolden(was), await givenGolden(is)];
      const { judgeGolden } = await import('../../golden/judge/judgeGolden.ts');
      const comparison = judgeGolden(before.golden, after.golden, { tolerance: limitOf(tolerance) });
      const { diffText } = await import('../../report/golden/diffText.ts');
      process.stdout.write(`${json ? JSON.stringify(comparison, null, 2) : diffText(comparison)}\n`);
      return comparison.verdict === 'match' ? SAME : DIFFERENT;
    }),
});

const limitOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const limit = Number(text);
  if (text.trim() !== '' && limit >= 0) return limit;
  throw new ExrayError('bad-option', {
    what: `exray golden diff: --tolerance ${text} is no tolerance`,
    fix: 'Give a number of at least 0, such as --tolerance 0.0001',
  });
};
