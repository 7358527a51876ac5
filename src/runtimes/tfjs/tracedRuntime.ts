import path from 'node:path';
import { packageVersion } from '../loadedSharp.ts';
import type { Engine } from './engine.ts';
import { tfjsWatch } from './observe/tfjsWatch.ts';

/**
 * What computed: on tfjs-node its package and, behind its version, that of the library that it calls; else tfjs with its
 * backend.
 */
export const tracedRuntime = (
  engine: Engine,
  { backend }: Readonly<Record<string, unknown>>,
): { name: string; version: string; provider: string } => {
  const provider = String(backend ?? engine.backendName);
  const { binding } = (engine.registry[provider] ?? {}) as { binding?: { TF_Version?: string } };
  const library = binding?.TF_Version === undefined ? '' : `+libtensorflow${binding.TF_Version}`;
  return { name: binding ? 'tfjs-node' : 'tfjs', version: `${tfjsVersion()}${library}`, provider };
};

/** Of the copy that was loaded first; its packages all have one version. */
const tfjsVersion = (): string => {
  const file = tfjsWatch().copies.find((copy) => copy.file !== '')?.file;
  return (file && packageVersion(path.dirname(file))) ?? 'unknown';
};
