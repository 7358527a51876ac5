import { ExrayError } from '../../errors.ts';
import { shownPath } from '../../formats/shownPath.ts';
import { encodeGolden } from '../../golden/file/encodeGolden.ts';
import type { Golden } from '../../golden/golden.ts';
import { sketchTrace } from '../../golden/sketchTrace.ts';
import { disk } from '../../golden/store/storage.ts';
import { parseOptions } from '../../options.ts';
import { fileTarget } from '../../trace/fileTarget.ts';
import type { Trace } from '../../trace/trace.ts';
import { completeGolden } from './completeGolden.ts';
import { type SaveGoldenOptions, saveGoldenOptions } from './saveGoldenOptions.ts';

const writer = { name: 'saveGolden', what: 'golden', example: 'contract/china.golden.safetensors' } as const;

/**
 * Writes a golden of a trace to a file of its own: small enough for git, and all that another team's tests need
 * (`toMatchReference('contract/china.golden.safetensors')` judges by it and never writes it). It holds the model's hash and
 * environment, a sketch of every layer, the outputs, the result, the image's hash, and what the options add. The file
 * appears whole or not at all.
 *
 * @param trace as `record` gave it, or loaded
 * @param path of the file, relative to the working directory; its folder is made where it is missing
 * @returns what was written
 * @throws ExrayError `bad-input` for another ending than `.safetensors`, `bad-option`, `not-json` where the result cannot be JSON, `golden-reference`, `golden-write` where the disk refuses, and what reading a reference or a recipe throws
 */
export const saveGolden = async (
  trace: Trace,
  path: string | URL,
  options: SaveGoldenOptions = {},
): Promise<Golden> => {
  const target = fileTarget(trace, path, writer);
  const { outputs = 'raw', ...rest } = parseOptions(saveGoldenOptions, options, 'saveGolden');
  const golden = await completeGolden(await sketchTrace(trace, { outputs }), trace, rest);
  const bytes = encodeGolden(golden);
  try {
    disk.write(target, bytes);
  } catch (cause) {
    throw new ExrayError(
      'golden-write',
      {
        what: `the golden ${shownPath(target)} cannot be written`,
        why: `The disk says: ${(cause as Error).message}`,
        fix: 'Nothing was changed: make room or give the permission, and run again',
      },
      { cause },
    );
  }
  return golden;
};
