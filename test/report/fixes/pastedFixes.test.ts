import { describe, expect, test } from 'vitest';
import { residual } from '../../../src/preprocessing/diagnose/residual.ts';
import { isWithin, limitsOf } from '../../../src/preprocessing/levels.ts';
import { planGeometry } from '../../../src/preprocessing/planGeometry.ts';
import { preprocess } from '../../../src/preprocessing/preprocess.ts';
import { fixCode } from '../../../src/report/fixes/fixAsCode.ts';
import { type Bug, bugs, photoPath } from './bugs.ts';
import { fedBy } from './pasted.ts';

const all = await bugs();

/** Source pixels per resized one, of the side that shrinks most. */
const shrinkOf = ({ recipe, facts }: Bug): number => {
  const { source, resized } = planGeometry(recipe, facts.size);
  return Math.max(source.width / resized.width, source.height / resized.height);
};

describe('a fix that is pasted into an app feeds what the recipe makes', () => {
  test('for every kind of bug that exray knows', () => {
    expect(all.length).toBeGreaterThan(200);
    expect(new Set(all.map(({ hypothesis }) => hypothesis)).size).toBeGreaterThanOrEqual(50);
  });

  test.each(all)('$name', async (bug) => {
    const { recipe, library, facts, photo, hypothesis } = bug;
    const step = hypothesis.split('/')[0] as never;
    const code = fixCode(recipe, [step], library, facts);
    const marks = code.lines.filter((line) => line.includes('// <- '));
    expect(marks).toHaveLength(1);
    const fed = await fedBy(code.lines, `${recipe.name} ${library} ${hypothesis}`, photoPath(photo), recipe.dtype);
    const wanted = await preprocess(photoPath(photo), recipe);
    expect(fed.shape).toEqual(wanted.shape);
    const difference = residual(fed, wanted, recipe);
    const level = code.library === 'exray' ? 'exact' : 'library';
    expect(difference, code.lines.join('\n')).toSatisfy(() => isWithin(difference, limitsOf(level, shrinkOf(bug))));
  });
});
