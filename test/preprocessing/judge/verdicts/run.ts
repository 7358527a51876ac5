/**
 * The verdict on what is fed, 8 photos by 4 recipes at 224:
 *
 *   node --import jiti/register test/preprocessing/judge/verdicts/run.ts [photo ...] [--decoded FOLDER] [--only WORD] [--recipe NAME]
 *
 * FOLDER: full-size pictures by another decoder, `fixtures/make/tf_decoder.py`.
 */
import { parseArgs } from 'node:util';
import { judgePreprocessing } from '../../../../src/preprocessing/judge/judge.ts';
import { feedsOf, photoOf, photos, verdictRecipes } from './feeds.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    decoded: { type: 'string' },
    only: { type: 'string' },
    recipe: { type: 'string' },
    all: { type: 'boolean' },
  },
});
const table = new Map<string, { right: number; of: number; rms: number[] }>();
for (const photo of positionals.length > 0 ? positionals : photos) {
  for (const name of Object.keys(verdictRecipes)) {
    if (values.recipe !== undefined && name !== values.recipe) continue;
    for (const feed of await feedsOf(photo, name, values.decoded)) {
      if (values.only !== undefined && !feed.name.includes(values.only)) continue;
      const { recipe } = verdictRecipes[name] as (typeof verdictRecipes)[string];
      const judged = await judgePreprocessing(await feed.make(), photoOf(photo), recipe, {
        level: feed.kind === 'decoder' ? 'decoder' : 'library',
        deadline: performance.now() + 120_000,
      });
      const { verdict, level, diagnosis } = judged;
      const isRight = feed.kind === 'different' ? verdict === 'mismatch' : verdict === 'match';
      const row = table.get(`${feed.kind} ${feed.name}`) ?? { right: 0, of: 0, rms: [] };
      const rms = (diagnosis.toRecipe ?? diagnosis.residual).rms;
      table.set(`${feed.kind} ${feed.name}`, {
        right: row.right + Number(isRight),
        of: row.of + 1,
        rms: [...row.rms, rms],
      });
      if (!isRight || values.all)
        console.log(
          `- ${photo}, ${name}, ${feed.name}: ${verdict}, level ${level}, ${diagnosis.explained}, rms ${rms.toFixed(2)}, ` +
            `max ${(diagnosis.toRecipe ?? diagnosis.residual).max.toFixed(1)}, named ${diagnosis.differences.map(({ kind, found }) => `${kind} ${JSON.stringify(found)}`).join('; ') || 'nothing'}, notes ${judged.notes.map((n) => n.kind)}`,
        );
    }
  }
}
for (const [name, { right, of, rms }] of table)
  console.log(
    `${name.padEnd(52)} ${right} of ${of}, rms ${Math.min(...rms).toFixed(2)} to ${Math.max(...rms).toFixed(2)}`,
  );
