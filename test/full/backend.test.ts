import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPython } from '../python/python.ts';
import { runNode, runPythonFile } from './programs.ts';

const python = findPython(['numpy', 'onnx']);

test.skipIf('reason' in python)(
  "every backend node test of ONNX that onnxruntime-node runs is recorded in both captures, with the runtime's own outputs",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exray-backend-'));
    try {
      await runPythonFile((python as { command: string }).command, 'test/backend/export.py', [folder]);
      const { code, output } = await runNode('test/backend/run.ts', [folder]);
      expect(output).toMatch(/^\d{4} ran \(\d+ layers\), 0 wrong/m);
      expect(code).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
