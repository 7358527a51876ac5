import type { NamedTensor } from '../../src/formats/onnx/testData.ts';
import { captureInference } from '../../src/runtimes/onnxruntime-node/capture.ts';
import { inferModel } from '../../src/runtimes/onnxruntime-node/infer.ts';
import { replayModel } from '../../src/runtimes/onnxruntime-node/replay.ts';
import { signatureOf } from '../../src/runtimes/onnxruntime-node/signature.ts';
import type { ModelSource } from '../../src/runtimes/runtime.ts';
import { numberToFloat16 } from '../../src/tensor/float16.ts';
import { realValues } from '../../src/tensor/realValues.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { exceptions } from './exceptions.ts';

/** One of ONNX's backend node tests. */
export interface BackendCase {
  name: string;
  model: Uint8Array;
  inputs: readonly NamedTensor[];
}

/** What exray makes of it: not run plainly, or the outputs that its two captures do not reproduce. */
export interface CaseResult {
  plain?: string;
  layers: Record<'deployed' | 'original', number>;
  problems: string[];
}

const MAX_BYTES = 2 ** 30;

/** Runs a case plainly, then through both captures; outputs that are layers must come out the same. */
export const checkCase = async ({ name: title, model, inputs }: BackendCase): Promise<CaseResult> => {
  const result: CaseResult = { layers: { deployed: 0, original: 0 }, problems: [] };
  const source = { bytes: model };
  let inference: Awaited<ReturnType<typeof inferModel>>;
  try {
    const names = signatureOf(source).map(({ name }) => name);
    const given = inputs.map(({ name, tensor }, index) => [name || (names[index] ?? `${index}`), tensor] as const);
    inference = await inferModel(source, Object.fromEntries(given), {});
  } catch (error) {
    return { ...result, plain: (error as Error).message };
  }
  for (const capture of ['deployed', 'original'] as const) {
    try {
      const trace = await captureInference(inference, { capture, layers: 'all', maxBytes: MAX_BYTES });
      const listed = await trace.layers.list();
      const read = new Map<string, Tensor>();
      for await (const layer of trace.layers.read()) read.set(layer.id, layer.tensor);
      result.layers[capture] = read.size;
      for (const { id } of listed.layers)
        if (!read.has(id)) result.problems.push(`${capture}: ${id} was listed and not read`);
      for (const [name, app] of Object.entries(inference.outputs)) {
        const own = read.get(name);
        const difference =
          own && differs(app, own, capture, exceptions.find(({ name }) => name.test(title))?.tolerance);
        if (difference) result.problems.push(`${capture}: output ${name} ${difference}`);
      }
      if (capture === 'original') result.problems.push(...(await replayed(source, trace, read)));
    } catch (error) {
      result.problems.push(`${capture}: ${(error as Error).message}`);
    }
  }
  return result;
};

/** Replayed on its own tensors, a model makes them again. */
const replayed = async (source: ModelSource, trace: Trace, read: ReadonlyMap<string, Tensor>): Promise<string[]> => {
  const replay = await replayModel(source, trace);
  if ('reason' in replay) return [`replay: ${replay.reason}`];
  const held = [...read].map(([id, { dtype, shape }]) => ({ id, dtype, shape }));
  const own = await replay.run(await replay.plan(held), new Map([...Object.entries(trace.inputs), ...read]));
  await replay.close();
  return [...own].flatMap(([id, tensor]) => {
    const difference = differs(read.get(id) as Tensor, tensor, 'original');
    return difference ? [`replay: ${id} ${difference}`] : [];
  });
};

/** deployed: the same bits. original: within 1e-6 of the value (at least of 1), or one step of float16. */
const differs = (app: Tensor, own: Tensor, capture: 'deployed' | 'original', excepted = 0): string | undefined => {
  if (app.dtype !== own.dtype || app.shape.join() !== own.shape.join()) {
    return `is ${own.dtype} [${own.shape}], the app's ${app.dtype} [${app.shape}]`;
  }
  if (app.dtype === 'string') return app.data.join('\0') === own.data.join('\0') ? undefined : 'holds other strings';
  const [a, b] = [realValues(app), realValues(own)];
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    if (Object.is(x, y) || (capture === 'original' && x === y)) continue;
    if (capture === 'original' && app.dtype === 'float16' && Math.abs(numberToFloat16(x) - numberToFloat16(y)) <= 1)
      continue;
    const difference = Math.abs(x - y) / Math.max(1, Math.abs(x));
    worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
    if (capture === 'deployed') worst ||= Number.MIN_VALUE;
  }
  const tolerance = capture === 'deployed' ? excepted : 1e-6;
  return worst > tolerance ? `differs by ${worst.toExponential(1)}` : undefined;
};
