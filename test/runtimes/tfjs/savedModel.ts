import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Part = Buffer | string | number;

/** Protocol buffers by hand: a field with its number, bytes and texts with their lengths. */
const field = (number: number, value: Part): Buffer =>
  typeof value === 'number'
    ? Buffer.concat([varint(number << 3), varint(value)])
    : Buffer.concat([varint((number << 3) | 2), varint(Buffer.byteLength(value)), Buffer.from(value)]);

const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
};

const message = (...fields: [number, Part][]): Buffer => Buffer.concat(fields.map(([n, value]) => field(n, value)));
const entry = (key: string, value: Buffer): Buffer => message([1, key], [2, value]);

const FLOAT = 1;
const shape = (...sides: number[]): Buffer => Buffer.concat(sides.map((side) => field(2, message([1, side]))));
const type: [number, Part] = [5, entry('T', message([6, FLOAT]))];
const dtype: [number, Part] = [5, entry('dtype', message([6, FLOAT]))];

/**
 * The folder of a SavedModel as TensorFlow writes it: `y = x * [[1, 2], [3, 4]]`, x of shape [?, 2]. Its fields are numbered as
 * in tensorflow/core/protobuf (saved_model, meta_graph) and framework (graph, node_def, attr_value, tensor).
 */
export const savedModel = (): string => {
  const matrix = message([1, FLOAT], [2, shape(2, 2)], [4, Buffer.from(Float32Array.of(1, 2, 3, 4).buffer)]);
  const nodes = [
    message([1, 'x'], [2, 'Placeholder'], dtype, [5, entry('shape', message([7, shape(-1, 2)]))]),
    message([1, 'w'], [2, 'Const'], dtype, [5, entry('value', message([8, matrix]))]),
    message([1, 'y'], [2, 'MatMul'], [3, 'x'], [3, 'w'], type),
  ];
  const graph = message(...nodes.map((node): [number, Part] => [1, node]), [4, message([1, 1000])]);
  const info = (name: string): Buffer => message([1, `${name}:0`], [2, FLOAT], [3, shape(-1, 2)]);
  const signature = message([1, entry('x', info('x'))], [2, entry('y', info('y'))], [3, 'tensorflow/serving/predict']);
  const metaGraph = message([1, message([4, 'serve'])], [2, graph], [5, entry('serving_default', signature)]);
  const folder = mkdtempSync(join(tmpdir(), 'exray-saved-model-'));
  mkdirSync(join(folder, 'variables'));
  writeFileSync(join(folder, 'saved_model.pb'), message([1, 1], [2, metaGraph]));
  return folder;
};
