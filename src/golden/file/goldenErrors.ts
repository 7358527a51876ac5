import { ExrayError, type Problem } from '../../errors.ts';

/** Error of a golden file whose writer broke a rule of the format. */
export const brokenGolden = (label: string, problem: Problem): ExrayError =>
  new ExrayError('golden-broken', {
    ...problem,
    what: `${label} ${problem.what}`,
    fix: 'Write it with exray, or as docs/golden-format.md says',
  });

/** Error of a golden file that something damaged on its way. */
export const damagedGolden = (label: string, { what, why }: Problem, cause?: unknown): ExrayError =>
  new ExrayError(
    'golden-broken',
    {
      what: `${label} ${what}`,
      ...(why !== undefined && { why }),
      fix: 'Take it from git again (`git checkout -- <file>`; `*.safetensors binary` in .gitattributes keeps git from rewriting it), or make it again',
    },
    { cause },
  );

/** Error of a golden that a later exray wrote. */
export const newerGolden = (label: string, found: string, known: string): ExrayError =>
  new ExrayError('golden-newer', {
    what: `${label} is in the format ${found}, and this exray knows ${known}`,
    why: 'A newer exray wrote it',
    fix: 'Update exray to the version that wrote it: `npm install --save-dev exray@latest`',
  });

/** Error of a golden that git has not fetched. */
export const lfsPointerGolden = (label: string): ExrayError =>
  new ExrayError('golden-lfs-pointer', {
    what: `${label} is a Git LFS pointer, not the golden itself`,
    why: 'The repository was cloned without its large files',
    fix: 'Run `git lfs pull` (in CI: check out with LFS enabled). Goldens are small: git alone holds them, with `*.safetensors -filter=lfs` in .gitattributes',
  });

/** Error of a file of another kind. */
export const foreignGolden = (label: string, what: string, fix: string, cause?: unknown): ExrayError =>
  new ExrayError('golden-foreign', { what: `${label} ${what}, not a golden`, fix }, { cause });
