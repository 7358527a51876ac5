import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { record } from '../../../src/record/record.ts';
import { recordModel } from '../../../src/record/recordModel.ts';
import { readModelFiles } from '../../../src/runtimes/tfjs/modelFiles.ts';
import { layersOf } from './read.ts';
import { savedModel } from './savedModel.ts';
import { describeTfjsNode, loadTfjsNode } from './tfjsNode.ts';

const photo = Float32Array.from({ length: 64 * 64 * 3 }, (_, i) => Math.sin(i / 7) * 2);

describeTfjsNode('tfjs-node', () => {
  it.each(['graph', 'layers'] as const)('shows every layer of a %s model, and what computed it', async (kind) => {
    const tf = loadTfjsNode();
    const files = tf.io.fromMemory(readModelFiles(`fixtures/models/tfjs-${kind}-trunc/model.json`));
    const model = await (kind === 'graph' ? tf.loadGraphModel(files) : tf.loadLayersModel(files));
    const x = tf.tensor4d(photo, [1, 64, 64, 3]);
    const before = tf.memory();
    const trace = await record(() => tf.dispose(model.predict(x)));
    const layers = await layersOf(trace);
    expect(tf.memory()).toEqual(before);
    expect(Object.keys(layers)).toHaveLength(kind === 'graph' ? 21 : 32);
    const [output] = Object.entries(trace.outputs)[0] as [string, unknown];
    expect(layers[output]?.data).toEqual(trace.outputs[output]?.data);
    expect(trace.notes).toEqual([]);
    expect(trace.runtime).toMatchObject({ name: 'tfjs-node', provider: 'tensorflow' });
    expect(trace.runtime.version).toMatch(/^4\.\d+\.\d+\+libtensorflow\d+\.\d+\.\d+$/);
  });

  it('runs a SavedModel as a whole, and says that its layers are inside', async () => {
    loadTfjsNode();
    const folder = savedModel();
    try {
      const trace = await recordModel(folder, { x: { data: Float32Array.of(1, 2), shape: [1, 2] } });
      expect(trace.outputs).toEqual({ y: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(7, 10) } });
      const { layers, unseen } = await trace.layers.list();
      expect(layers).toMatchObject([{ id: 'y', op: 'SavedModel', inputs: ['x'] }]);
      expect(unseen).toMatchObject([{ reason: 'inside SavedModel: convert it to a GraphModel to see its layers' }]);
      expect(await layersOf(trace)).toEqual(trace.outputs);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
