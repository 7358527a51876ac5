import { stat } from 'node:fs/promises';
import { defineCommand } from 'citty';
import { ExrayError, isExrayError } from '../../errors.ts';
import { checkOptionNames } from '../checkOptionNames.ts';

const args = {
  trace: {
    type: 'positional',
    required: false,
    valueHint: 'trace.safetensors',
    description: 'The trace, from saveTrace or exray_trace.py',
  },
  out: { type: 'string', valueHint: 'contract/china.golden.safetensors', description: 'The golden to write' },
  recipe: {
    type: 'string',
    valueHint: 'transformers/clip',
    description: 'How the image becomes the input: a preset, or a .json',
  },
  reference: {
    type: 'string',
    valueHint: 'float.onnx',
    description: 'The float reference of a quantized model: its distance is kept',
  },
  outputs: { type: 'string', valueHint: 'sketch', description: '"sketch" leaves the outputs and the result out' },
} as const;

/** Exit code where no golden could be made. */
const FAILED = 2;

/** `npx exray golden from`: a golden out of a trace, small enough for git and complete enough for another team. */
export const from = defineCommand({
  meta: {
    name: 'from',
    description: 'Make a golden of a trace, as a contract for the tests of those who deploy the model',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    try {
      checkOptionNames('exray golden from', rawArgs, Object.keys(args));
      await write(given);
    } catch (error) {
      process.stderr.write(`${isExrayError(error) ? error.message : (error as Error).stack}\n`);
      process.exitCode = FAILED;
    }
  },
});

interface Given {
  trace?: string | undefined;
  out?: string | undefined;
  recipe?: string | undefined;
  reference?: string | undefined;
  outputs?: string | undefined;
}

const write = async ({ trace: path, out, recipe, reference, outputs }: Given): Promise<void> => {
  if (path === undefined)
    throw usage('no trace was given', 'the path of one: exray golden from trace.safetensors --out FILE');
  if (out === undefined) throw usage('nothing says where the golden goes', '--out contract/china.golden.safetensors');
  const { loadTrace } = await import('../../trace/loadTrace.ts');
  const { saveGolden } = await import('../../reference/golden/saveGolden.ts');
  const { savedLine } = await import('../../report/golden/savedLine.ts');
  const golden = await saveGolden(await loadTrace(path), out, {
    ...(recipe !== undefined && { recipe }),
    ...(reference !== undefined && { reference }),
    ...(outputs !== undefined && { outputs: outputs as 'raw' }),
  });
  process.stdout.write(`${savedLine(out, (await stat(out)).size, golden)}\n`);
};

const usage = (what: string, fix: string): ExrayError =>
  new ExrayError('bad-option', { what: `exray golden from: ${what}`, fix: `Give ${fix}` });
