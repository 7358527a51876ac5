import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

/** One import of a source file. */
export interface Import {
  /** Importing file, relative to the project, with forward slashes. */
  from: string;
  /** Imported file, relative to the project; or the name of a package. */
  to: string;
  package: boolean;
  /** Erased when compiled. */
  typeOnly: boolean;
}

const statement =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^;'"]*?\sfrom\s*)?['"]([^'"]+)['"]|(?:\bimport|\brequire(?:\.resolve)?)\(\s*['"]([^'"]+)['"]\s*\)/g;

/** All TypeScript files below these folders, relative to the project, sorted. */
export const sourceFiles = (root: string, folders: readonly string[]): string[] =>
  folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.[cm]?tsx?$/.test(entry.name))
        .map((entry) => slashes(relative(root, join(entry.parentPath, entry.name)))),
    )
    .sort();

/** Every import of a file. */
export const importsOf = (root: string, file: string): Import[] =>
  importsIn(readFileSync(join(root, file), 'utf8'), file);

/** Every import in a file's text: static, re-exporting, dynamic and `require`. Comments are not imports. */
export const importsIn = (text: string, file: string): Import[] => {
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  return [...code.matchAll(statement)].map((match) => {
    const specifier = (match[2] ?? match[3]) as string;
    const isPackage = !specifier.startsWith('.');
    return {
      from: file,
      to: isPackage ? packageName(specifier) : posix.join(dirname(file), specifier),
      package: isPackage,
      typeOnly: match[1] !== undefined,
    };
  });
};

/** Files in a circle of imports (types count as well: they tell the same story), or undefined where there is none. */
export const cycle = (imports: readonly Import[]): string[] | undefined => {
  const next = new Map<string, string[]>();
  for (const { from, to, package: isPackage } of imports) {
    if (!isPackage) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of next.get(file) ?? []) {
      const found = visit(target, [...path, file]);
      if (found) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of next.keys()) {
    const found = visit(file, []);
    if (found) return found;
  }
  return undefined;
};

const packageName = (specifier: string): string =>
  specifier.startsWith('node:') ? specifier : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

const slashes = (path: string): string => path.split(sep).join('/');
