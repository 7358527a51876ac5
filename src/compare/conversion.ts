import type { Trace, TracedModel } from '../trace/trace.ts';

/**
 * What lies between the reference's model and the deployed one: `same` computation, the `sameQuantized` or
 * `sameDynamic` model twice, or a conversion to float16, to bfloat16, to static or dynamic quantization, or of weights only.
 */
export type Conversion =
  | 'same'
  | 'sameQuantized'
  | 'sameDynamic'
  | 'float16'
  | 'bfloat16'
  | 'static'
  | 'dynamic'
  | 'weights';

/** Which conversion it is, by what both models store. */
export const conversionOf = (deployed: Trace, reference: Trace, hasGrids = false): Conversion => {
  const [d, r] = [quantizationOf(deployed.model, hasGrids), quantizationOf(reference.model, false)];
  if (d !== r) return (d ?? r) as Conversion;
  if (d === 'static') return 'sameQuantized';
  if (d === 'dynamic') return 'sameDynamic';
  const [one, other] = [halfOf(deployed.model), halfOf(reference.model)];
  if (one !== other) return one === 'bfloat16' || other === 'bfloat16' ? 'bfloat16' : 'float16';
  return 'same';
};

const quantizationOf = ({ quantization, format, weights }: TracedModel, hasGrids: boolean) =>
  quantization ??
  (hasGrids ? 'static' : format.startsWith('tfjs') && STORED.test(String(weights)) ? 'weights' : undefined);

/** What TensorFlow.js's converter stores instead of floats; the runtime computes in float all the same. */
const STORED = /^uint(8|16)$/;

const halfOf = ({ weights }: TracedModel): 'float16' | 'bfloat16' | undefined =>
  weights === 'float16' || weights === 'bfloat16' ? weights : undefined;

/** Models of two kinds of files: runtimes that spell ops, lay pictures out and flatten each in its own way. */
export const isAcross = ({ model: { format: one } }: Trace, { model: { format: other } }: Trace): boolean =>
  one !== other && one !== 'arrays' && other !== 'arrays';

/** A GPU on either side computes with roundings of its own. */
export const onGpu = (...traces: readonly Trace[]): boolean =>
  traces.some(({ runtime }) => /cuda|tensorrt|webgpu|webgl|dml|coreml|rocm|gpu/i.test(runtime.provider));

/** Kernels of this CPU clip sums of two uint8 x int8 products to 16 bits: quantized layers lose what no model is at fault for. */
export const saturates = ({ runtime: { name, isa } }: Trace): boolean =>
  name.startsWith('onnxruntime') && /^x64\+.*avx/.test(isa) && !/vnni|amx/.test(isa);
