import type { ReferenceKind } from '../reference.ts';
import { goldenFile } from './goldenFile.ts';
import { modelFile } from './modelFile.ts';
import { npzFile } from './npzFile.ts';
import { testData } from './testData.ts';
import { traceFile } from './traceFile.ts';

/** Every kind of reference that lies on disk; the first that matches opens it. */
export const referenceKinds: readonly ReferenceKind[] = [goldenFile, traceFile, npzFile, testData, modelFile];
