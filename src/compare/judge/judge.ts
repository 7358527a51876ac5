import type { Comparison, Finding, LayerComparison, Unpaired } from '../../verdicts/comparison.ts';
import { rows } from '../../verdicts/tolerances.ts';
import type { CompareOptions } from '../compareOptions.ts';
import type { Measured } from '../measured.ts';
import { acceptedNotes } from './acceptedNotes.ts';
import { explained } from './explained.ts';
import { judgeLayer } from './judgeLayer.ts';
import type { JudgeContext, Judgement } from './judgement.ts';
import { type Judged, locate } from './locate.ts';
import { type MergedLayer, merged } from './merged.ts';
import { verdictOf } from './verdict.ts';

/** Judges what was measured on one or several photos. */
export const judge = async (all: readonly Measured[], options: CompareOptions = {}): Promise<Comparison> => {
  const [first] = all as [Measured, ...Measured[]];
  const layers = merged(all);
  const outputs = new Set(all.flatMap((each) => each.outputs));
  const carried = carriedOutputs(first, outputs);
  const context: JudgeContext = {
    conversion: first.conversion,
    gpu: all.some(({ gpu }) => gpu),
    saturates: all.some(({ saturates }) => saturates),
    photos: all.length,
    options,
    floor: await floorOf(all, layers),
    isOutput: ({ pair }) => carried.has(pair.deployed),
  };
  const judged: Judged[] = layers.map((layer) => ({ layer, judgement: judgeLayer(layer, context) }));
  locate(judged, first.alignment, context);
  const rowsOfTable = judged.map(({ layer, judgement }) => compared(layer, judgement));
  const found = [...findingsOf(all, judged), ...(await explained(all, judged, options.explain))];
  const worst = rowsOfTable.filter(({ status }) => status === 'diverges');
  const firstWrong = worst[0];
  const draft = {
    findings: found,
    layers: rowsOfTable,
    ...(firstWrong ? { first: firstWrong } : {}),
    unpaired: unpairedOf(all),
    notes: [
      ...new Set([
        ...all.flatMap(({ notes }) => notes),
        ...acceptedNotes(options.accepted, first.conversion, layers),
        ...saturationNote(context, judged),
      ]),
    ],
    ...passingTolerance(judged),
  };
  const paired = new Set(carried.values());
  return {
    verdict: verdictOf(
      draft,
      [...outputs].map((id) => ({ id, isPaired: paired.has(id) })),
    ),
    ...draft,
  };
};

/** Paired layer -> the output that it is, itself or on its grid. */
const carriedOutputs = ({ alignment }: Measured, outputs: ReadonlySet<string>): Map<string, string> =>
  new Map(
    alignment.pairs.flatMap(({ deployed, carries }) =>
      [deployed, ...(carries ?? [])].filter((id) => outputs.has(id)).map((id) => [deployed, id] as const),
    ),
  );

/** The noise of the deployed model, asked for only where tensors alone judge and something exceeds the smallest tolerance. */
const floorOf = async (
  all: readonly Measured[],
  layers: readonly MergedLayer[],
): Promise<ReadonlyMap<string, number>> => {
  const floor = new Map<string, number>();
  const isJudgedByDrift = ({ own, drift, pair }: MergedLayer) => !own && !pair.constant && drift > rows.drift.tolerance;
  if (all[0]?.conversion !== 'same' || !layers.some(isJudgedByDrift)) return floor;
  for (const { floor: ask } of all)
    for (const [id, drift] of await ask()) floor.set(id, Math.max(drift, floor.get(id) ?? 0));
  return floor;
};

const compared = (layer: MergedLayer, judgement: Judgement): LayerComparison => {
  const { pair, own } = layer;
  return {
    deployed: pair.deployed,
    reference: pair.reference,
    op: pair.missing ? pair.ops.reference : pair.ops.deployed,
    shape: layer.shape,
    ...judgement,
    drift: layer.drift,
    ...(own ? { own: own.own, piece: own.piece, pieceInputs: own.pieceInputs } : {}),
    ...(own?.steps === undefined ? {} : { steps: own.steps }),
    ...(own?.levels === undefined ? {} : { levels: own.levels }),
    metrics: layer.metrics,
    ...(layer.worstChannel === undefined ? {} : { worstChannel: layer.worstChannel }),
    ...(layer.where === undefined ? {} : { where: layer.where }),
    pairedBy: pair.by,
  };
};

/** Two ways to write the same; between runtimes also folded weights, and matrices behind another order of flattening. */
const SAME = /^(attributes-differ|op-)/;
const ACROSS = /^(attributes-differ|op-|weights-differ)/;

const findingsOf = (all: readonly Measured[], judged: readonly Judged[]): Finding[] => {
  const wrong = new Set(
    judged.flatMap(({ layer, judgement }) => (judgement.status === 'diverges' ? [layer.pair.deployed] : [])),
  );
  const graph = all[0]?.findings ?? [];
  const more = all
    .slice(1)
    .flatMap(({ findings }, i) =>
      findings
        .filter(({ kind }) => kind.startsWith('input-'))
        .map((each) => ({ ...each, evidence: { ...each.evidence, photo: i + 1 } })),
    );
  // Attributes and ops explain a fault; where nothing diverges they are two ways to write the same.
  const isEvidence = ({ kind, where }: Finding) =>
    wrong.has(where) || kind === 'op-missing' || !(all[0]?.across ? ACROSS : SAME).test(kind);
  return [...judged.flatMap(ofLayer), ...graph.filter(isEvidence), ...more];
};

const ofLayer = ({ layer, judgement }: Judged): Finding[] => {
  const { pair, disputed, otherShape, tie } = layer;
  const at = { where: pair.deployed, confidence: 1 };
  const nonFinite = layer.own ? layer.own.nonFinite : layer.nonFinite;
  const found: Finding[] = [];
  if (disputed) {
    const plain = ({ scale, zeroPoint }: typeof disputed.read) => ({
      scale: [...scale].slice(0, 4),
      zeroPoint: [...zeroPoint].slice(0, 4),
    });
    found.push({
      ...at,
      kind: 'grid-disputed',
      found: plain(disputed.read),
      expected: plain(disputed.written),
      evidence: {},
    });
  }
  if (otherShape && judgement.status === 'diverges')
    found.push({ ...at, kind: 'layer-shape', found: [...layer.shape], expected: [...otherShape], evidence: {} });
  if (nonFinite && judgement.status === 'diverges') {
    const { position, count, deployed, reference } = nonFinite;
    found.push({ ...at, kind: 'non-finite', found: deployed, expected: reference, evidence: { position, count } });
  }
  if (tie && !layer.own)
    found.push({ ...at, kind: 'selection-tie', found: layer.differing, expected: 0, evidence: {} });
  return found;
};

/** Said where it may be the reason: neither the model nor its conversion is at fault for what a kernel clips. */
const saturationNote = ({ saturates, conversion }: JudgeContext, judged: readonly Judged[]): string[] => {
  const isLossy = judged.some(({ judgement }) => judgement.status === 'diverges' || judgement.status === 'weak');
  return saturates && isLossy && (conversion === 'static' || conversion === 'dynamic')
    ? ['this CPU has no VNNI: its 8-bit products may saturate, and quantized layers lose more here than elsewhere']
    : [];
};

const unpairedOf = (all: readonly Measured[]): Unpaired[] => [
  ...new Map(
    all.flatMap(({ alignment }) => alignment.unpaired).map((each) => [`${each.side}\n${each.id}`, each]),
  ).values(),
];

const passingTolerance = (judged: readonly Judged[]): { passingTolerance?: number } => {
  const wrong = judged.filter(({ judgement }) => judgement.status === 'diverges');
  const values = wrong.map(({ layer, judgement }) =>
    layer.disputed || judgement.measure === 'difference' ? Number.POSITIVE_INFINITY : judgement.value,
  );
  const most = Math.max(...values);
  return wrong.length > 0 && Number.isFinite(most) ? { passingTolerance: most } : {};
};
