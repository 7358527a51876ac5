import { isActivation } from './activations.ts';
import { foldsIntoGrid } from './kinds.ts';
import type { Site } from './site.ts';
import { computesAlike, differenceOf, mainWeights, weighty } from './weights.ts';

type Sites = [deployed: Site | undefined, reference: Site | undefined];

/**
 * Where paired ops show the same value if one of them does more than the other: behind a normalization that one side
 * folded into its weights, a bias that is an op of its own on one side, an activation that one side fused. Undefined where
 * both do the same; nothing on a side where no tensor does.
 */
export const behindFused = (deployed: Site, reference: Site): Sites | undefined => {
  const folded = behindFolded(deployed, reference);
  const [d, r] = folded ?? [deployed, reference];
  const [one, other] = folded ?? behindBias(deployed, reference) ?? [d, r];
  const isEven = one === d && other === r && !folded;
  if (isEven && unfused(deployed) !== unfused(reference)) return [undefined, undefined];
  if (isEven && deployed.makes === reference.makes) return undefined;
  return behindActivation([one, other], [activation(deployed), activation(reference)]);
};

/** What an op makes without the activation that is fused into it. */
export const unfused = (site: Site): string => {
  const fused = activation(site);
  return fused === undefined ? site.makes : site.makes.slice(0, -fused.length - 1);
};

const activation = ({ makes }: Site): string | undefined => {
  const last = makes.slice(makes.lastIndexOf('+') + 1);
  return makes.includes('+') && isActivation(last) ? last : undefined;
};

/** One side normalizes in an op of its own, the other one has other weights and a bias instead. */
const behindFolded = (deployed: Site, reference: Site): [Site, Site] | undefined => {
  const [d, r] = [normalized(deployed), normalized(reference)];
  if ((d === undefined) === (r === undefined) || deployed.quantized || reference.quantized) return undefined;
  const folded = d === undefined ? deployed : reference;
  // With equal weights nothing was folded: the normalization is missing.
  if (!biasOf(folded) || computesAlike(deployed, reference)) return undefined;
  return [d ?? deployed, r ?? reference];
};

const normalized = (site: Site): Site | undefined => {
  const [reader] = site.readers;
  const isOwn = activation(site) === undefined && site.readers.length === 1 && mainWeights(site).length > 0;
  return isOwn && reader?.kind === 'batchnormalization' ? reader : undefined;
};

/** One side adds its bias in an op of its own: an Add of the same numbers. */
const behindBias = (deployed: Site, reference: Site): [Site, Site] | undefined => {
  const [d, r] = [biasOf(deployed), biasOf(reference)];
  if ((d === undefined) === (r === undefined) || deployed.quantized || reference.quantized) return undefined;
  const [plain, bias] = d === undefined ? [deployed, r] : [reference, d];
  const [reader] = plain.readers;
  const same = reader?.kind === 'add' && weighty(reader).some((weight) => bias && differenceOf(weight, bias) < 1e-2);
  if (!same || plain.readers.length > 1 || reader.operands.length > 1 || activation(plain)) return undefined;
  return d === undefined ? [reader, reference] : [deployed, reader];
};

const biasOf = (site: Site) => site.weights.find(({ role }) => role === 'bias');

/** Where only one side fused its activation, the other one's is the op behind. */
const behindActivation = (
  [deployed, reference]: readonly [Site, Site],
  [d, r]: readonly [string | undefined, string | undefined],
): Sites => {
  if ((d === undefined) === (r === undefined)) return [deployed, reference];
  return d === undefined ? [next(deployed, r), reference] : [deployed, next(reference, d)];
};

const next = (site: Site, fused: string | undefined): Site | undefined => {
  const [reader] = site.readers;
  if (site.readers.length === 1 && reader && isActivation(reader.kind)) return reader;
  // A grid's ends clip as the activation does that the quantizer dropped.
  return site.quantized && foldsIntoGrid(fused ?? '') ? site : undefined;
};
