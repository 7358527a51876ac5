import type { ImageFacts } from '../../preprocessing/decode/imageFacts.ts';
import type { Step } from '../../preprocessing/diagnose/pipeline/steps.ts';
import type { Recipe } from '../../preprocessing/recipe/recipe.ts';
import { exray } from './exray.ts';
import type { CodeLine, Fix, FixLibrary } from './fix.ts';
import { fixes } from './index.ts';

/** A step that was wrong, with what stood there before where that is short. */
export type Wrong = Step | { step: Step; was: string };

/** Code that gives a recipe. */
export interface FixCode {
  /** In which the code is written: the one asked for, or exray where that one cannot give the recipe. */
  library: FixLibrary;
  /** Why it is not the one asked for. */
  obstacle?: string;
  lines: string[];
}

/**
 * A recipe as code: the body of an async function that makes `data` and `dims` of `image` (its path or bytes), imports
 * first. The first line that settles a wrong step says so at its end.
 *
 * @param library whose functions are used; where it cannot give the recipe within level `library`, exray's `preprocess`
 * @param image what is known of the image: some obstacles depend on it (sharp shifts what it enlarges)
 */
export function fixCode(
  recipe: Recipe,
  wrong: readonly Wrong[],
  library: FixLibrary = 'sharp',
  image?: ImageFacts,
): FixCode {
  const fix = fixes.find((each) => each.library === library) as Fix;
  const obstacle = fix.obstacle(recipe, image);
  if (obstacle === undefined) return { library, lines: marked(fix.lines(recipe), wrong) };
  return { library: 'exray', obstacle, lines: marked([...exray.lines(recipe), ...(fix.after ?? [])], wrong) };
}

/** {@link fixCode} as lines alone; an obstacle is told in a comment before them. */
export function fixAsCode(recipe: Recipe, wrong: readonly Wrong[], library?: FixLibrary, image?: ImageFacts): string[] {
  const { obstacle, lines } = fixCode(recipe, wrong, library, image);
  return obstacle === undefined ? lines : [`// ${obstacle}: exray computes the recipe itself`, ...lines];
}

function marked(lines: readonly CodeLine[], wrong: readonly Wrong[]): string[] {
  const marks = new Map<CodeLine, string[]>();
  for (const each of wrong) {
    const step = typeof each === 'string' ? each : each.step;
    const line = lines.find(({ steps }) => steps?.includes(step));
    if (line === undefined) continue;
    const mark = typeof each === 'string' ? each : `${each.step}, was ${each.was}`;
    marks.set(line, [...(marks.get(line) ?? []), mark]);
  }
  return lines.map((line) => {
    const found = marks.get(line);
    return found === undefined ? line.text : `${line.text} // <- ${found.join('; ')}`;
  });
}
