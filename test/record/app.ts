import { fileURLToPath } from 'node:url';
import '../../src/record/record.ts';

/** onnxruntime-node, loaded after the observers. */
export const ort = await import('onnxruntime-node');

export const modelPath = fileURLToPath(new URL('../../fixtures/models/effnet-lite0-trunc.onnx', import.meta.url));
export const quantizedPath = fileURLToPath(new URL('../../fixtures/models/effnet-lite0-trunc-int8.onnx', import.meta.url));

const sessions = new Map<string, ReturnType<typeof ort.InferenceSession.create>>();

/** What an app does: a session made once, an inference per call. */
export const infer = async (path = modelPath, fill = 0.5): Promise<number> => {
  if (!sessions.has(path)) sessions.set(path, ort.InferenceSession.create(path));
  const session = await sessions.get(path);
  if (session === undefined) throw new Error('no session');
  const images = new ort.Tensor('float32', new Float32Array(3 * 64 * 64).fill(fill), [1, 3, 64, 64]);
  const outputs = await session.run({ [session.inputNames[0] as string]: images });
  const output = outputs[session.outputNames[0] as string];
  return (output?.data as Float32Array)[0] as number;
};
