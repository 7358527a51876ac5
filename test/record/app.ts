import { fileURLToPath } from 'node:url';
import '../../src/record/record.ts';

/** onnxruntime-node, loaded after the observers. */
export const ort = await import('onnxruntime-node');

const path = (name: string): string => fileURLToPath(new URL(`../../fixtures/models/${name}.onnx`, import.meta.url));
export const modelPath = path('effnet-lite0-trunc');
export const quantizedPath = path('effnet-lite0-trunc-int8');
export const mlpPath = path('tiny-mlp');
export const topkPath = path('tiny-topk');
export const typesPath = path('tiny-types');
export const gatherPath = path('tiny-gather');

const sessions = new Map<string, ReturnType<typeof ort.InferenceSession.create>>();

/** What an app does: a session made once, an inference per call. */
export const infer = async (model = modelPath, fill = 0.5): Promise<number> => {
  const created = sessions.get(model) ?? ort.InferenceSession.create(model);
  sessions.set(model, created);
  const session = await created;
  const images = new ort.Tensor('float32', new Float32Array(3 * 64 * 64).fill(fill), [1, 3, 64, 64]);
  const outputs = await session.run({ [session.inputNames[0] as string]: images });
  return outputs[session.outputNames[0] as string]?.data[0] as number;
};
