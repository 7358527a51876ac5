import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One fenced block of a page. */
export interface Snippet {
  /** Page and line, as an editor opens it. */
  place: string;
  language: string;
  /** Words after the language: `run` marks a whole test file that is run. */
  flags: readonly string[];
  code: string;
}

/** The pages that a user or contributor reads. */
export const pages = (root: string): string[] => [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];

/** All fenced blocks of a page. */
export const snippetsOf = (root: string, page: string): Snippet[] => {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    place: `${page}:${text.slice(0, match.index).split('\n').length}`,
    language: match[1] as string,
    flags: (match[2] as string).trim().split(/\s+/).filter(Boolean),
    code: match[3] as string,
  }));
};

/** Relative links of a page, without their anchors. */
export const linksOf = (root: string, page: string): string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1] as string)
    .filter((link) => !/^[a-z]+:/.test(link));
