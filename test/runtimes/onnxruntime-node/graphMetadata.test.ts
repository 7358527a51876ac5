import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { graphOf } from '../../../src/formats/onnx/graph.ts';
import { expose } from '../../../src/runtimes/onnxruntime-node/exposure.ts';
import { graphMetadata } from '../../../src/runtimes/onnxruntime-node/graphMetadata.ts';
import { layersOfGraph } from '../../../src/runtimes/onnxruntime-node/layerInfos.ts';
import { loadLibrary } from '../../../src/runtimes/onnxruntime-node/library.ts';
import { isHandedOut } from '../../../src/runtimes/onnxruntime-node/nativeTensors.ts';
import { shadowModel } from '../../../src/runtimes/onnxruntime-node/shadowModel.ts';
import type { ModelSource } from '../../../src/runtimes/runtime.ts';
import { unpackCases } from '../../backend/pack.ts';
import { buildGraph, buildModelProto, type NodeSketch } from '../../formats/onnx/buildModel.ts';
import { modelFile } from './effnet.ts';

const cases = unpackCases(fs.readFileSync(new URL('../../../fixtures/backend/node-tests.zip', import.meta.url)));

/** What the graph tells against what a runtime of today tells; how many types are known of how many. */
const checkTypes = (source: ModelSource): { wrong: string[]; known: number; safe: number; all: number } => {
  const result = { wrong: [] as string[], known: 0, safe: 0, all: 0 };
  for (const capture of ['deployed', 'original'] as const) {
    const shadow = shadowModel(loadLibrary(), source, {}, capture);
    const tensors = layersOfGraph(shadow.graph).map(({ tensor }) => tensor);
    const { session, metadata } = expose(loadLibrary(), shadow, tensors);
    session.dispose();
    for (const name of tensors) {
      const [told, own] = [metadata.get(name), graphMetadata(shadow.graph).get(name)];
      result.all++;
      if (own?.isTensor && own.type) result.known++;
      if (own?.isTensor && own.type !== 0) result.safe++;
      const right = own?.type ? own.type === told?.type : own?.type === 0 || !own?.isTensor || isHandedOut(told?.type);
      if (!right || (own?.isTensor && !told?.isTensor))
        result.wrong.push(`${capture} ${name}: ${own?.type} is ${told?.type}`);
    }
  }
  return result;
};

describe('types that the graph tells, for runtimes that do not', () => {
  it.each([['effnet-lite0-trunc'], ['effnet-lite0-trunc-int8'], ['effnet-lite0-trunc-torch-export']])(
    '%s: all are those of the runtime',
    (name) => {
      const { wrong, known, safe, all } = checkTypes({ path: modelFile(name) });
      expect(wrong).toEqual([]);
      expect([known, safe]).toEqual([all, all]);
    },
  );

  it("ONNX's node tests: none is wrong, and all may be fetched", () => {
    const totals = { known: 0, safe: 0, all: 0 };
    for (const { name, model } of cases.filter((_, index) => index % 3 === 0)) {
      const { wrong, known, safe, all } = checkTypes({ bytes: model });
      expect(wrong, name).toEqual([]);
      totals.known += known;
      totals.safe += safe;
      totals.all += all;
    }
    expect(totals.safe).toBe(totals.all);
    expect(totals.known / totals.all).toBeGreaterThan(0.9);
  });

  it('a 4-bit tensor is never taken for another, also inside bodies and behind operators that are not known', () => {
    const typeOf = (nodes: NodeSketch[], tensor: string) =>
      graphMetadata(graphOf(buildModelProto({ nodes, inputs: { x: ['float32', [4]] }, outputs: [] }, 21))).get(tensor);
    const cast: NodeSketch = ['Cast', ['x'], ['i'], { to: 22n }];
    const body = (to: bigint) => buildGraph({ nodes: [['Cast', ['x'], ['inner'], { to }]], outputs: ['inner'] });
    expect(typeOf([cast], 'i')?.type).toBe(22);
    expect(typeOf([cast, ['Transpose', ['i'], ['t']]], 't')?.type).toBe(22);
    expect(typeOf([cast, ['Levitate', ['i'], ['t']]], 't')?.type).toBe(0);
    expect(typeOf([['Levitate', ['x'], ['t']]], 't')).toEqual({ name: 't', isTensor: true });
    expect(typeOf([['If', ['x'], ['t'], { then_branch: body(22n), else_branch: body(22n) }]], 't')?.type).toBe(0);
    expect(typeOf([['If', ['x'], ['t'], { then_branch: body(1n), else_branch: body(1n) }]], 't')?.type).toBeUndefined();
    expect(typeOf([['SplitToSequence', ['x'], ['t']]], 't')?.isTensor).toBe(false);
    expect(
      typeOf(
        [
          ['SplitToSequence', ['x'], ['s']],
          ['Identity', ['s'], ['t']],
        ],
        't',
      )?.isTensor,
    ).toBe(false);
  });
});
