/** What a row of the table measures. */
export type Measure = 'own' | 'steps' | 'levels' | 'drift' | 'mean' | 'difference';

/** One row of the table: its name is what messages print. */
export interface Row {
  name: string;
  measure: Measure;
  /** The largest value that is no alarm; factors and floors are applied by whoever asks for the row. */
  tolerance: number;
}

const row = (name: string, measure: Measure, tolerance: number): Row => ({ name, measure, tolerance });

/**
 * Every default tolerance, in one place. Where they come from, and what they find and miss: docs/accuracy.md. Options
 * override them by the name of the row.
 */
export const rows = {
  /** Healthy float32 layers run on equal inputs differ by at most 3.6e-7 on 12 networks. */
  float: row('float32, replay', 'own', 1e-5),
  /** A GPU provider on one side computes with other roundings. */
  floatOnGpu: row('float32 on a GPU, replay', 'own', 1e-4),
  /** Healthy worst on 12 networks 1.35e-3. */
  float16: row('float16, replay', 'own', 3e-3),
  float16Outputs: row('float16, outputs', 'drift', 2e-2),
  /** Eight bits of precision for eleven: healthy worst on 5 networks 7.7e-3, and 1.4e-2 accumulated. */
  bfloat16: row('bfloat16, replay', 'own', 2e-2),
  bfloat16Outputs: row('bfloat16, outputs', 'drift', 5e-2),
  /** The same quantized model on both sides: 0.01 steps where it is healthy. */
  sameQuantized: row('same quantized model, replay', 'steps', 0.1),
  /** The same dynamically quantized model: a rounding of the input's scale moves single values by a level. */
  sameDynamic: row('same dynamically quantized model, replay', 'own', 1e-3),
  /** Rounding of weights, inputs and output explains about 0.3 steps. Above 1: weak, and no alarm. */
  weakSteps: row('quantized, steps', 'steps', 1),
  /** A layer of a conversion that stores no activation scale, beyond which it is weak. */
  weakOwn: row('quantized weights, own error', 'own', 6e-2),
  quantizedOutputs: row('quantized, outputs', 'drift', 6e-2),
  /** Where 8-bit products saturate (x64 without VNNI) a healthy conversion reaches 1.01e-1. */
  quantizedOutputsSaturating: row('quantized, outputs, on a CPU without VNNI', 'drift', 1.2e-1),
  /** `max(1, 1.5 x accepted)`; where 8-bit products saturate, 2 x. */
  acceptedSteps: row('quantized, accepted steps', 'steps', 1),
  /** Levels in use over several photos, as a share of the accepted ones: see {@link levelsRange}. */
  acceptedLevels: row('quantized, accepted levels', 'levels', 1.2),
  /** `1.5 x accepted + 1e-3`, where no activation scale is stored. */
  acceptedOwn: row('quantized weights, accepted own error', 'own', 1e-3),
  /** Only tensors: `max(1e-5, 10 x the layer's noise floor)`. */
  drift: row('float32, tensors only', 'drift', 1e-5),
  driftOnGpu: row('float32 on a GPU, tensors only', 'drift', 1e-4),
  /** Healthy reruns of a float model in one environment do not drift at all; 0.1 % in one layer's weights is 1.5e-5. */
  goldenFloat: row('golden, same environment', 'drift', 1e-5),
  /** The same for a quantized model: healthy reruns of one build at one level do not drift. */
  goldenQuantized: row('golden of a quantized model, same environment', 'drift', 1e-3),
  /** `max(1e-5, 10 x the layer's noise floor)`, the floor being what other kernels alone do to this model, at most 1e-3. */
  goldenElsewhere: row('golden made elsewhere', 'drift', 1e-5),
  /** `1.2 x accepted + 5e-4`, between a quantized layer and the float reference's: see {@link profileFactor}. */
  goldenProfile: row('golden made elsewhere, accepted drift to the float reference', 'drift', 5e-4),
  /**
   * `2e-3 + 0.4 x the drift`, in shares of the float range: wrong zero points hide in the drift, and move the mean by
   * all of it. Healthy rounding moved it by up to 3.4e-3 in small layers (a second network).
   */
  goldenMean: row('golden made elsewhere, mean', 'mean', 2e-3),
  /** Without a profile: other kernels of one quantized model drift by up to 1.24e-2 with nothing wrong. */
  goldenQuantizedElsewhere: row('golden of a quantized model made elsewhere', 'drift', 1.5e-2),
  /**
   * Where 8-bit products saturate on one side only, healthy layers are up to 1.1e-1 from the float reference's, and from
   * their golden's: what a golden from there can say is no more.
   */
  goldenSaturating: row('golden made where 8-bit products do not saturate as here', 'drift', 1.2e-1),
  /**
   * `3 x the layer's input floor`, the floor being what rounding noise on the input alone does to this model; in float layers less
   * where the input differs by less than that noise: see {@link inputGain}.
   */
  goldenInput: row('golden, input differs within rounding', 'drift', 1e-5),
  /** Of 8-bit levels, root mean square: half more than the noise that the input floor was measured with. */
  goldenInputRounding: row('golden, input', 'drift', 0.375 / 255),
  /** Integers, bools and strings that are no quantized activations. */
  equality: row('equality', 'difference', 0),
} as const satisfies Record<string, Row>;

/** How far above its accepted value a layer may be. */
export const acceptedFactor = 1.5;

/** The same where 8-bit products saturate: how often they do differs more from photo to photo. */
export const saturatingFactor = 2;

/** Levels in use, as a share of the accepted ones: below, the range is too wide; above, values clip. */
export const levelsRange = { low: 0.5, high: rows.acceptedLevels.tolerance } as const;

/** How many times the noise floor of the deployed model a layer may drift from tensors that something else made. */
export const floorFactor = 10;

/** A larger floor is none of rounding: healthy networks are at 5e-4 at most. */
export const mostNoise = 1e-3;

/** How many times its accepted drift to the float reference a quantized layer may have elsewhere. */
export const profileFactor = 1.2;

/** Share of its own drift by which a layer's mean may move beside: rounding moves values both ways, a zero point one way. */
export const meanShare = 0.4;

/** How many times the input floor a layer may drift where the input differs within rounding. */
export const inputFloorFactor = 3;

/**
 * The same for each part of the noise that the floor was measured with by which the input really differs, in float layers: one
 * changed byte must not hide a fault. Single pixels moved layers by up to 4.1 parts, anything larger by 1.6 (EfficientNet-Lite0,
 * both captures, three photos). Layers on a grid move by whole steps however little the input did.
 */
export const inputGain = 8;

/** The noise that input floors are measured with: one value in 16 a 255th of the range off, root mean square. */
export const inputNoiseDrift = 0.25 / 255;

/** Weights further apart than rounding of a folded batch norm (relative to their norm) are other weights. */
export const weightsTolerance = 2e-5;

/** The tolerance of a row after options: by the layer's own id, the row's name, or one number for all judged layers. */
export const toleranceOf = (
  { name, tolerance }: Row,
  ids: readonly string[],
  override: number | Readonly<Record<string, number>> | undefined,
): number => {
  if (typeof override === 'number') return override;
  for (const key of [...ids, name]) if (override?.[key] !== undefined) return override[key] as number;
  return tolerance;
};
