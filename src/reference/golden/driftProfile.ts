import { alignTraces } from '../../compare/alignTraces.ts';
import { measureDrift, type PairRead } from '../../compare/measureDrift.ts';
import { isExact, realLayer, reordered } from '../../compare/realLayer.ts';
import { ExrayError } from '../../errors.ts';
import type { Golden, GoldenLayer, GoldenProfile } from '../../golden/golden.ts';
import { judgeInputs } from '../../golden/judge/judgeInputs.ts';
import { driftToReference } from '../../golden/judge/judgeLayer.ts';
import { goldenTensor, ofNumbers } from '../../golden/sketchTensor.ts';
import type { Trace } from '../../trace/trace.ts';
import { rows } from '../../verdicts/tolerances.ts';
import type { Reference } from '../reference.ts';
import { resolveReference } from '../resolveReference.ts';

const GIBIBYTE = 2 ** 30;

/**
 * What a float reference says of each layer that it has, too: the sketch of its values, in the order of the layer's
 * elements, and how far the layer is from them now.
 *
 * @throws ExrayError `golden-reference` where no layer of the reference is one of the golden's, or it was fed another input; what resolving a reference throws
 */
export const driftProfile = async (
  golden: Golden,
  trace: Trace,
  reference: Reference,
  testFolder: string | undefined,
): Promise<ReadonlyMap<string, GoldenProfile>> => {
  const resolved = await resolveReference(reference, { deployed: trace, maxBytes: GIBIBYTE }, testFolder);
  try {
    refuseOtherInput(golden, resolved.trace, resolved.label);
    const layers = new Map(golden.layers.map((layer) => [layer.id, layer]));
    const profiles = new Map<string, GoldenProfile>();
    const alignment = await alignTraces(trace, resolved.trace, undefined);
    await measureDrift(trace, resolved.trace, alignment, [], (read) => {
      for (const id of [read.deployed.id, ...(read.pair.carries ?? [])]) {
        const layer = layers.get(id);
        const isSecond = read.pair.missing && profiles.has(id);
        const profile = layer === undefined || isSecond ? undefined : profileOf(layer, read);
        if (profile) profiles.set(id, profile);
      }
    });
    if (profiles.size === 0) throw nothingPaired(resolved.label, resolved.trace);
    return profiles;
  } finally {
    await resolved.replay?.close();
  }
};

/** Layers of another picture say nothing of how far a quantized one may be off. */
const refuseOtherInput = (golden: Golden, { inputs }: Trace, label: string): void => {
  const fed = Object.entries(inputs).map(([name, tensor]) => goldenTensor(name, tensor));
  const { findings } = judgeInputs(golden, { ...golden, inputs: fed }, { inputs: rows.goldenInputRounding.tolerance });
  const other = findings.find(({ kind }) => kind === 'input-drift' || kind === 'input-changed');
  if (!other) return;
  const drift = other.kind === 'input-drift' ? ` by a drift of ${(other.found as number).toPrecision(2)}` : '';
  throw new ExrayError('golden-reference', {
    what: `${label} was fed another input than the model whose golden it is to stand in`,
    why: `${other.where} differs${drift}, so its layers do not say how far a healthy one may be off`,
    fix: 'Record it on the same input, or give the float model itself, which exray runs on the inputs of the trace',
  });
};

const profileOf = (layer: GoldenLayer, { pair, deployed, reference, axes }: PairRead): GoldenProfile | undefined => {
  if (isExact(deployed) || isExact(reference)) return undefined;
  const { values } = reordered(realLayer(reference), axes);
  if (values.length !== layer.statistics.count) return undefined;
  const { sketch, exponent, statistics } = ofNumbers(values, values.BYTES_PER_ELEMENT === 8 ? 'float64' : 'float32');
  const { min, max, mean } = statistics;
  const sums = { sketch, ...(exponent !== undefined && { exponent }) };
  const profile = { id: pair.reference, drift: 0, ...sums, min, max, mean };
  // By the sketches, as it will be judged: what they misjudge cancels out between then and now.
  const drift = driftToReference({ ...layer, profile }, layer);
  return drift === undefined ? undefined : { ...profile, drift };
};

const nothingPaired = (label: string, { layers: _, ...reference }: Trace): ExrayError =>
  new ExrayError('golden-reference', {
    what: `no layer of ${label} was recognised among the golden's`,
    why:
      reference.model.format === 'arrays'
        ? 'It has no graph, and its names are other ones'
        : 'It is another model, or holds no layers',
    fix: 'Give the float model that the quantized one was made of, or a trace of it with all layers',
  });
