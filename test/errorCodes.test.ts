import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sourceFiles } from './imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The codes of all errors that the source makes: the first text of `new ExrayError(` and of what wraps it. */
const codes = new Set(
  sourceFiles(root, ['src', 'matchers'])
    .map((file) => readFileSync(`${root}/${file}`, 'utf8'))
    .flatMap((text) => [
      ...[...text.matchAll(/new ExrayError\(([^{]*)/g)].flatMap(([, first]) =>
        [...(first as string).matchAll(/'([^']+)'/g)].map(([, code]) => code as string),
      ),
      ...[...text.matchAll(/\bproblem\(\s*'([a-z-]+)'/g)].map(([, code]) => code as string),
    ]),
);
const reasons = [
  ...readFileSync(`${root}/src/record/nothing/reasons.ts`, 'utf8').matchAll(/^ {2}code: '([a-z-]+)'/gm),
].map(([, code]) => `saw-nothing.${code}`);
const page = readFileSync(`${root}/docs/troubleshooting.md`, 'utf8');
/** Codes have no spaces; what else the page's tables quote are sentences of others. */
const documented = [...page.matchAll(/^\| (`[^|]+`) /gm)].flatMap(([, cell]) =>
  [...(cell as string).matchAll(/`([^`\s]+)`/g)].map(([, code]) => code as string),
);

test('the codes of errors are words in lower case', () => {
  expect([...codes].filter((code) => !/^[a-z]+(-[a-z]+)*(\.[a-z-]+)?$/.test(code))).toEqual([]);
  expect(codes.size).toBeGreaterThan(40);
  expect(reasons.length).toBeGreaterThan(8);
});

test('every error is in docs/troubleshooting.md, and nothing else is', () => {
  expect(documented.sort()).toEqual([...new Set([...codes, ...reasons])].sort());
});
