import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtin, type NodeModule } from './builtins.ts';

interface SharpAddon {
  libvipsVersion?: () => { semver?: string };
}

/**
 * Versions of sharp and libvips where the app has loaded sharp; never loads it. Its addon is loaded by Node itself, also
 * under Jest, and lies in a package of sharp's own version.
 */
export const loadedSharp = (): { sharp?: string; libvips?: string } => {
  for (const [file, module] of Object.entries(builtin<NodeModule>('module')._cache)) {
    if (!/[\\/]sharp-[^\\/]*\.node$/.test(file)) continue;
    const sharp = packageVersion(dirname(file));
    const libvips = (module?.exports as SharpAddon | undefined)?.libvipsVersion?.().semver;
    return { ...(sharp !== undefined && { sharp }), ...(libvips !== undefined && { libvips }) };
  }
  return {};
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
