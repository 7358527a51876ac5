import { ExrayError } from '../errors.ts';
import type { Trace } from '../trace/trace.ts';
import type { Reference } from './reference.ts';
import { resolveReference } from './resolveReference.ts';

const GIBIBYTE = 2 ** 30;

/** The inputs that a reference brings, or undefined where it takes the deployed ones, as a model does. */
export async function ownInputs(
  reference: Reference,
  deployed: Trace,
  testFolder: string | undefined,
): Promise<{ trace: Trace; inputs: Trace['inputs'] | undefined; label: string; isGolden: boolean }> {
  const { trace, replay, ownInputs, label, golden } = await resolveReference(
    reference,
    { deployed, maxBytes: GIBIBYTE },
    testFolder,
  );
  await replay?.close();
  return { trace, label, inputs: ownInputs ? trace.inputs : undefined, isGolden: golden !== undefined };
}

/**
 * The inputs that a reference was fed.
 *
 * @throws ExrayError `reference-no-inputs` where it brings none.
 */
export async function referenceInputs(
  reference: Reference,
  deployed: Trace,
  testFolder: string | undefined,
): Promise<Trace['inputs']> {
  const { inputs, label } = await ownInputs(reference, deployed, testFolder);
  if (inputs !== undefined) return inputs;
  throw new ExrayError('reference-no-inputs', {
    what: `${label} holds no inputs to compare with`,
    why: 'A model or a list of layers does not say what it was fed',
    fix: 'Give a trace as reference: from saveTrace, or from exray_trace.py where the model was trained',
  });
}
