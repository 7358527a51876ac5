import 'exray/jest';
import {
  accept,
  type CompareTracesOptions,
  type Comparison,
  compareTraces,
  defineMetric,
  record,
  recordAll,
  type SnapshotOptions,
  type Trace,
} from 'exray';
import { type ExrayMatchers, matchers } from 'exray/matchers';

declare const trace: Trace;

test('matchers', async () => {
  const done: Promise<void> = expect(trace).toMatchReferenceLayers('model.onnx');
  await done;
  await expect([trace, trace]).toMatchReferenceLayers(['a.onnx', trace], {
    accepted: 'accepted.json',
    tolerance: 1e-4,
  });
  await expect(trace).not.toMatchReferenceLayers(new URL('file:///model.onnx'));
  await expect(Promise.resolve(trace)).resolves.toMatchReferenceInputs(trace);
  await expect(trace).toMatchReferenceResult({ label: 'cat' }, { tolerance: 0.01, ignore: ['milliseconds'] });
  await expect(trace).toMatchReference('reference.safetensors', { result: false });
  await expect(trace).toMatchReferenceLayers({ conv1: { data: new Float32Array(4), shape: [1, 4] } });
  await expect(trace).toHavePreprocessing('torchvision/imagenet-v1', { level: 'rounding', image: ['a.jpg', 'b.jpg'] });
  const fed = { data: new Float32Array(12), shape: [1, 3, 2, 2] };
  await expect(fed).not.toHavePreprocessing('recipe.json', { image: new URL('file:///a.jpg') });
  await expect(trace).toMatchReference('model.onnx', { recipe: 'tf/efficientnet-lite0', allow: { kernel: 'sharp' } });
  await expect(trace).toMatchLayerSnapshot();
  await expect(trace).toMatchLayerSnapshot({ outputs: 'sketch' });
  await expect(Promise.resolve(trace)).resolves.toMatchLayerSnapshot('china', { tolerance: { conv1: 1e-4 } });
  const golden: SnapshotOptions = { reference: 'float.onnx' };
  await expect(trace).toMatchLayerSnapshot(undefined, golden);
  // @ts-expect-error no such option
  await expect(trace).toMatchLayerSnapshot({ tolerence: 1 });
  // @ts-expect-error a hint is a text
  await expect(trace).toMatchLayerSnapshot(3);
  // @ts-expect-error no such level
  await expect(trace).toHavePreprocessing('torchvision/imagenet-v1', { level: 'strict' });
  // @ts-expect-error a number is no reference
  await expect(trace).toMatchReferenceLayers(3);
  // @ts-expect-error no such option
  await expect(trace).toMatchReferenceLayers('model.onnx', { tolerence: 1 });
  // @ts-expect-error no such matcher
  await expect(trace).toMatchReferenceLayer('model.onnx');
});

test('functions', async () => {
  const recorded = await record(() => ({ label: 'cat' }), { image: 'cat.jpg' });
  const label: string | undefined = recorded.result?.label;
  const { result } = await record(async () => [0.1, 0.9]);
  const scores: number[] | undefined = result;
  // @ts-expect-error the app returned no such thing
  recorded.result?.lable;
  const { traces } = await recordAll(async () => 'cat');
  const first: string | undefined = traces[0]?.result;
  await expect(recorded).toMatchReferenceResult({ label: 'cat' });
  const options: CompareTracesOptions = {
    metrics: [defineMetric({ name: 'mean', better: 'lower', compute: ({ deployed }) => deployed.length })],
  };
  const comparison: Comparison = await compareTraces(recorded, 'model.onnx', options);
  const steps: number | undefined = accept(comparison).conv1?.steps;
  expect.extend(matchers);
  const named: keyof ExrayMatchers = 'toMatchReference';
  return [steps, named, label, scores, first];
});
