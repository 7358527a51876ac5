import type { Comparison, Finding, LayerComparison } from '../../verdicts/comparison.ts';
import type { Golden } from '../golden.ts';
import { answers, resultChange } from './answers.ts';
import { environmentChange } from './environment.ts';
import { evidenceOf } from './evidenceOf.ts';
import { finding } from './finding.ts';
import { judgeInputs } from './judgeInputs.ts';
import { judgeLayer } from './judgeLayer.ts';
import type { JudgeContext } from './judgement.ts';
import { layerFindings } from './layerFindings.ts';
import { type Judged, locate } from './locate.ts';
import { notWorse, otherModel, toReference } from './otherModel.ts';
import { type PairedLayers, pairLayers } from './pairLayers.ts';
import { passingTolerance } from './passingTolerance.ts';
import { saturates } from './saturates.ts';
import { verdictOf } from './verdict.ts';

/** How a golden judges. */
export interface JudgeGoldenOptions {
  /** One tolerance for all layers, or by layer or row of the table. */
  tolerance?: number | Readonly<Record<string, number>> | undefined;
}

/**
 * Judges what a model computes now by its golden: the inputs first, then each layer by how far its sketch moved. Each
 * layer says which row of the table applied; `golden` says what differs between where the golden was made and here.
 */
export const judgeGolden = (expected: Golden, now: Golden, { tolerance }: JudgeGoldenOptions = {}): Comparison => {
  const environment = environmentChange(expected, now);
  const inputs = judgeInputs(expected, now, tolerance);
  const context: JudgeContext = {
    sameEnvironment: environment.length === 0,
    inputs: inputs.state,
    inputDrift: inputs.drift,
    otherSaturation: saturates(expected) !== saturates(now),
    quantization: expected.model.quantization,
    tolerance,
  };
  const paired = pairLayers(expected, now, context.sameEnvironment);
  const judged = paired.pairs.map((pair): Judged => ({ pair, judgement: judgeLayer(pair, context) }));
  const ties = locate(
    judged,
    now.inputs.map(({ id }) => id),
    inputs.state,
  );
  const layers = judged.map(comparisonOf);
  const first = beginning(layers);
  const passing = passingTolerance(layers);
  const comparison: Omit<Comparison, 'verdict'> = {
    findings: [
      ...inputs.findings,
      ...layerFindings(judged, context.sameEnvironment),
      ...ties,
      ...graphFindings(paired),
    ],
    layers,
    ...(first && { first }),
    unpaired: paired.unpaired,
    notes: [],
    ...(passing !== undefined && { passingTolerance: passing }),
    golden: {
      environment,
      ...otherModel(expected, now, layers),
      answers: answers(expected, now),
      ...resultChange(expected, now),
      ...toReference(paired.pairs, context),
    },
  };
  const whole: Comparison = { verdict: verdictOf(comparison), ...comparison };
  return { ...whole, findings: [...whole.findings, ...notWorse(whole)] };
};

/** The first layer that diverges, or that may: where a later one does for certain, it began there. */
const beginning = (layers: readonly LayerComparison[]): LayerComparison | undefined =>
  layers.some(({ status }) => status === 'diverges' || status === 'inherits')
    ? layers.find(({ status }) => status === 'diverges' || status === 'undecided')
    : undefined;

const comparisonOf = ({ pair, judgement }: Judged): LayerComparison => ({
  deployed: pair.now.id,
  reference: pair.expected.id,
  op: pair.now.op,
  shape: pair.now.shape,
  ...judgement,
  metrics: {},
  ...(judgement.status !== 'agrees' && { evidence: evidenceOf(pair) }),
  pairedBy: pair.pairedBy,
});

const graphFindings = ({ added, removed, renamed: [renamed, ...more] }: PairedLayers): Finding[] => [
  ...(renamed ? [finding('layers-renamed', '', renamed.now.id, renamed.expected.id, { count: more.length + 1 })] : []),
  ...(added.length > 0 ? [finding('layers-added', '', added, [], { count: added.length })] : []),
  ...(removed.length > 0 ? [finding('layers-removed', '', [], removed, { count: removed.length })] : []),
];
