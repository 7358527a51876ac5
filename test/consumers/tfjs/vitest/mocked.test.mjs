import * as tf from '@tensorflow/tfjs';
import { record } from 'exray';
import { expect, test, vi } from 'vitest';

vi.mock('@tensorflow/tfjs', () => ({
  loadGraphModel: async () => ({ predict: () => ({ data: async () => [1, 2, 3] }) }),
}));

test('says that tfjs is mocked', async () => {
  const model = await tf.loadGraphModel('model.json');
  await expect(record(() => model.predict().data())).rejects.toThrow(
    "@tensorflow/tfjs is mocked in this test, so no model ran. Take the mock away here: vi.unmock('@tensorflow/tfjs')",
  );
});
