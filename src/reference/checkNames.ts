import { isExactInput } from '../compare/inputs/compareInputs.ts';
import { ExrayError } from '../errors.ts';
import { nearest } from '../options.ts';
import type { Trace } from '../trace/trace.ts';
import { rows } from '../verdicts/tolerances.ts';
import type { CompareTracesOptions } from './compareTracesOptions.ts';

/**
 * A name in `tolerance` or `pairs` that means nothing would be passed over in silence, and with it what the user wanted.
 *
 * @throws ExrayError `bad-option` with the nearest name that there is
 */
export const checkNames = async (
  { tolerance, pairs }: Pick<CompareTracesOptions, 'tolerance' | 'pairs'>,
  deployed: readonly Trace[],
  references: readonly Trace[],
): Promise<void> => {
  const wanted = typeof tolerance === 'object' ? Object.keys(tolerance) : [];
  if (wanted.length === 0 && pairs === undefined) return;
  const [own, others] = [await namesOf(deployed), await namesOf(references)];
  const layers = wanted.filter((name) => !isInputKey(name));
  checkInputTolerances(wanted.filter(isInputKey), deployed);
  check('tolerance', layers, 'layer of either side and no row of the table', [
    ...own,
    ...others,
    ...Object.values(rows).map(({ name }) => name),
  ]);
  check('pairs', Object.keys(pairs ?? {}), 'layer of the deployed model', [...own]);
  const partners = Object.values(pairs ?? {}).filter((name) => name !== null);
  check('pairs', partners, 'layer of the reference', [...others]);
};

const isInputKey = (name: string): boolean => name === 'inputs' || name.startsWith('input/');

/**
 * The keys of `tolerance` that are about inputs: `inputs` and `input/<name>`.
 *
 * @throws ExrayError `bad-option` for an input that is not there, or that is compared exactly
 */
export const checkInputTolerances = (wanted: readonly string[], deployed: readonly Trace[]): void => {
  const inputs = deployed.flatMap((trace) => Object.entries(trace.inputs));
  const known = ['inputs', ...inputs.map(([name]) => `input/${name}`)];
  check('tolerance', wanted, 'input of the deployed model', known);
  const exact = inputs.find(([name, tensor]) => wanted.includes(`input/${name}`) && isExactInput(tensor));
  if (exact === undefined) return;
  throw new ExrayError('bad-option', {
    what: `the option tolerance names input/${exact[0]}, which is compared exactly`,
    why: `Its values are ${exact[1].dtype}: token ids, masks and the like must be equal`,
    fix: 'Leave it out',
  });
};

const check = (option: string, names: readonly string[], what: string, known: readonly string[]): void => {
  const all = new Set(known);
  const unknown = names.find((name) => !all.has(name));
  if (unknown === undefined) return;
  const near = [...all].find((name) => name.includes(unknown)) ?? nearest(unknown, [...all], Number.POSITIVE_INFINITY);
  throw new ExrayError('bad-option', {
    what: `the option ${option} names ${JSON.stringify(unknown)}, which is no ${what}`,
    ...(near !== undefined && { fix: `Did you mean ${JSON.stringify(near)}?` }),
  });
};

/** Everything of these traces that a layer can be called. */
const namesOf = async (traces: readonly Trace[]): Promise<Set<string>> => {
  const found = new Set<string>();
  for (const trace of new Set(traces)) {
    const { layers, unseen } = await trace.layers.list();
    for (const { id } of [...layers, ...unseen]) found.add(id);
    for (const name of [...Object.keys(trace.inputs), ...Object.keys(trace.outputs)]) found.add(name);
    for (const names of Object.entries(trace.names ?? {})) for (const name of names) found.add(name);
  }
  return found;
};
