import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtin, type NodeModule } from './builtins.ts';

interface SharpVersions {
  sharp?: string;
  libvips?: string;
}
interface SharpAddon {
  libvipsVersion?: () => { semver?: string };
}

const known = new Map<string, SharpVersions>();

/**
 * Versions of sharp and libvips where the app has loaded sharp; never loads it. Its addon is loaded by Node itself, also
 * under Jest, and lies in a package of sharp's own version.
 */
export const loadedSharp = (): SharpVersions => {
  const cache = builtin<NodeModule>('module')._cache;
  const file = Object.keys(cache).find((path) => /[\\/]sharp-[^\\/]*\.node$/.test(path));
  if (file === undefined) return {};
  const before = known.get(file);
  if (before !== undefined) return before;
  const sharp = packageVersion(dirname(file));
  const libvips = (cache[file]?.exports as SharpAddon | undefined)?.libvipsVersion?.().semver;
  const versions = { ...(sharp !== undefined && { sharp }), ...(libvips !== undefined && { libvips }) };
  known.set(file, versions);
  return versions;
};

/** The version of the package that this folder lies in. */
export const packageVersion = (folder: string): string | undefined => {
  for (let at = folder; ; at = dirname(at)) {
    try {
      const { version } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as { version?: string };
      if (version !== undefined) return version;
    } catch {
      if (at === dirname(at)) return undefined;
    }
    if (at === dirname(at)) return undefined;
  }
};
