import { record } from 'exray';
import { expect, test, vi } from 'vitest';
import { classify } from '../app/esm.mjs';

vi.mock('onnxruntime-node', () => ({
  InferenceSession: { create: async () => ({ run: async () => ({ y: { data: [1, 2, 3] } }) }) },
  Tensor: class {},
}));

test('says that the runtime is mocked', async () => {
  await expect(record(() => classify())).rejects.toThrow(
    "onnxruntime-node is mocked in this test, so no model ran. Take the mock away here: vi.unmock('onnxruntime-node')",
  );
});
