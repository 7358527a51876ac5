import { describe, expect, test } from 'vitest';
import { feed } from '../../../src/preprocessing/diagnose/simulate/feed.ts';
import { residual } from '../../../src/preprocessing/diagnose/simulate/residual.ts';
import { planGeometry } from '../../../src/preprocessing/geometry/planGeometry.ts';
import { judgePreprocessing } from '../../../src/preprocessing/judge/judge.ts';
import { isWithin, limitsOf } from '../../../src/preprocessing/judge/levels.ts';
import { preprocess } from '../../../src/preprocessing/preprocess.ts';
import { fixCode } from '../../../src/report/fixes/fixAsCode.ts';
import { preprocessingMessage } from '../../../src/report/preprocessing/preprocessingMessage.ts';
import { type Bug, bugs, photoPath } from './bugs.ts';
import { fedBy } from './pasted.ts';

const all = await bugs();

/** One bug of each kind, each app in its turn. */
const kinds = [...new Set(all.map(({ hypothesis }) => hypothesis))];
const oneOfEach = kinds.map((kind, i) => {
  const same = all.filter(({ hypothesis }) => hypothesis === kind);
  return same[i % same.length] as Bug;
});

/** A diagnosis takes about a second. */
const MOST_JUDGED = 44;

/** Source pixels per resized one, of the side that shrinks most. */
const shrinkOf = ({ recipe, facts }: Bug): number => {
  const { source, resized } = planGeometry(recipe, facts.size);
  return Math.max(source.width / resized.width, source.height / resized.height);
};

describe('a fix marks the line that settles the wrong step', () => {
  test.each(kinds)('%s, in every app', (kind) => {
    for (const { hypothesis, recipe, library, facts } of all) {
      if (hypothesis !== kind) continue;
      const step = kind.split('/')[0] as never;
      const { lines } = fixCode(recipe, [{ step, was: 'otherwise' }], library, facts);
      const marked = lines.filter((line) => line.endsWith(` // <- ${step}, was otherwise`));
      expect(marked, lines.join('\n')).toHaveLength(1);
    }
  });
});

describe('a fix that is pasted into an app feeds what the recipe makes', () => {
  test.each(oneOfEach)('$name', async (bug) => {
    const { recipe, library, facts, photo, hypothesis } = bug;
    const code = fixCode(recipe, [], library, facts);
    const name = `${hypothesis} ${recipe.name} ${library}`;
    const fed = await fedBy(code.lines, name, photoPath(photo), recipe.dtype);
    const wanted = await preprocess(photoPath(photo), recipe);
    expect(fed.shape).toEqual(wanted.shape);
    const difference = residual(fed, wanted, recipe);
    const level = code.library === 'exray' ? 'exact' : 'library';
    expect(difference, code.lines.join('\n')).toSatisfy(() => isWithin(difference, limitsOf(level, shrinkOf(bug))));
  });
});

/** What the bug makes of the photo is further from the recipe than any level allows. */
const shows = async ({ fed, recipe, photo }: Bug): Promise<boolean> => {
  const image = photoPath(photo);
  const difference = residual(await feed(image, fed), await preprocess(image, recipe), recipe);
  return !isWithin(difference, limitsOf('decoder', 1));
};

describe('the fix of a message makes the judgement pass', async () => {
  const shown: Bug[] = [];
  for (const bug of oneOfEach) if (shown.length < MOST_JUDGED && (await shows(bug))) shown.push(bug);

  test('for at least 40 bugs', () => {
    expect(shown.length).toBeGreaterThanOrEqual(40);
  });

  test.each(shown)('$name', async ({ name, recipe, library, facts, photo, fed }) => {
    const image = photoPath(photo);
    const before = await judgePreprocessing(await feed(image, fed), image, recipe);
    expect(before.verdict).toBe('mismatch');
    const message = preprocessingMessage(before, { recipe, library, facts });
    const code = message
      .split('\n')
      .filter((line) => line.startsWith('  '))
      .map((line) => line.slice(2));
    const after = await judgePreprocessing(await fedBy(code, `judged ${name}`, image, recipe.dtype), image, recipe);
    expect(after.verdict, message).toBe('match');
  });
});
