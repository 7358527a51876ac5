import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Each test's failure by its name, '' for one that passed; a file's own error under `file <its name>`. */
export type Outcome = Record<string, string>;

interface Report {
  testResults: {
    name: string;
    message: string;
    assertionResults: { title: string; ancestorTitles: string[]; status: string; failureMessages: string[] }[];
  }[];
}

/** What Vitest's and Jest's JSON reporters wrote to `out.json` in a project. */
export const outcomeOf = (folder: string): Outcome => {
  const outcome: Outcome = {};
  for (const file of (JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as Report).testResults) {
    if (file.message) outcome[`file ${file.name.split('/').at(-1)}`] = stripVTControlCharacters(file.message);
    for (const { title, ancestorTitles, status, failureMessages } of file.assertionResults)
      outcome[[...ancestorTitles.filter(Boolean), title].join(' > ')] =
        status === 'passed' ? '' : stripVTControlCharacters(failureMessages.join('\n---\n'));
  }
  return outcome;
};

/** Arguments that make them write it. */
export const vitestReport = ['--reporter=json', '--outputFile=out.json'];
export const jestReport = ['--json', '--outputFile=out.json'];
