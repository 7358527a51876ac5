import fs from 'node:fs/promises';
import path from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ExrayError } from '../../errors.ts';
import { onnxNumberOf } from '../../tensor/dtypes.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type TensorProto, TensorProtoSchema } from './schema_pb.ts';
import { storedTensor, wholeTensor } from './tensorData.ts';

/** A tensor with the name that its file gives it; '' where it gives none. */
export interface NamedTensor {
  name: string;
  tensor: Tensor;
}

/** A folder of ONNX test data. */
export interface TestData {
  inputs: NamedTensor[];
  outputs: NamedTensor[];
}

/**
 * Decodes a `.pb` file: one TensorProto.
 *
 * @throws ExrayError `test-data-unreadable` for anything else (sequences and optionals among it)
 */
export const readTensorFile = (bytes: Uint8Array, label: string): NamedTensor => {
  let proto: TensorProto;
  try {
    proto = fromBinary(TensorProtoSchema, bytes);
  } catch (cause) {
    throw unreadable(label, 'Its bytes are no ONNX tensor', cause);
  }
  const stored = storedTensor(proto);
  if (stored === undefined) throw unreadable(label, 'It holds no tensor of a type that exray knows');
  try {
    return { name: proto.name, tensor: wholeTensor(stored, {}) };
  } catch (cause) {
    throw unreadable(label, `It is said to hold ${stored.dtype} [${stored.shape.join(', ')}] and holds less`, cause);
  }
};

/** Encodes a tensor as a `.pb` file. */
export const tensorFile = ({ name, tensor }: NamedTensor): Uint8Array =>
  toBinary(
    TensorProtoSchema,
    create(TensorProtoSchema, {
      name,
      dims: tensor.shape.map(BigInt),
      dataType: onnxNumberOf(tensor.dtype),
      ...(tensor.dtype === 'string'
        ? { stringData: (tensor.data as string[]).map((text) => new TextEncoder().encode(text)) }
        : { rawData: packedBytes(tensor) }),
    }),
  );

/** Little-endian bytes, 4-bit elements two a byte. */
const packedBytes = ({ dtype, data }: Tensor): Uint8Array => {
  const { buffer, byteOffset, byteLength } = data as Uint8Array;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  if (dtype !== 'int4' && dtype !== 'uint4') return bytes;
  return Uint8Array.from(
    { length: Math.ceil(bytes.length / 2) },
    (_, i) => ((bytes[2 * i] as number) & 15) | (((bytes[2 * i + 1] ?? 0) & 15) << 4),
  );
};

/**
 * Reads a folder of ONNX test data: `input_0.pb`, `output_0.pb` and so on, in the model's own order.
 *
 * @throws ExrayError `test-data-unreadable` where the folder cannot be read or holds no such file
 */
export const readTestData = async (folder: string): Promise<TestData> => {
  let names: string[];
  try {
    names = await fs.readdir(folder);
  } catch (cause) {
    throw unreadable(folder, 'The folder cannot be read', cause);
  }
  const read = async (kind: 'input' | 'output'): Promise<NamedTensor[]> => {
    const files = names
      .flatMap((name) => {
        const index = new RegExp(`^${kind}_(\\d+)\\.pb$`).exec(name)?.[1];
        return index === undefined ? [] : [{ name, index: Number(index) }];
      })
      .sort((a, b) => a.index - b.index);
    return Promise.all(
      files.map(async ({ name }) =>
        readTensorFile(await fs.readFile(path.join(folder, name)), path.join(folder, name)),
      ),
    );
  };
  const data = { inputs: await read('input'), outputs: await read('output') };
  if (data.inputs.length + data.outputs.length === 0)
    throw unreadable(folder, 'It holds no input_0.pb and no output_0.pb');
  return data;
};

/** Writes a folder of ONNX test data. */
export const writeTestData = async (folder: string, { inputs, outputs }: TestData): Promise<void> => {
  await fs.mkdir(folder, { recursive: true });
  const write = (kind: string, tensors: readonly NamedTensor[]) =>
    tensors.map((tensor, index) => fs.writeFile(path.join(folder, `${kind}_${index}.pb`), tensorFile(tensor)));
  await Promise.all([...write('input', inputs), ...write('output', outputs)]);
};

const unreadable = (label: string, why: string, cause?: unknown): ExrayError =>
  new ExrayError(
    'test-data-unreadable',
    {
      what: `${label} can't be read as ONNX test data`,
      why,
      fix: 'Give a folder with input_0.pb, output_0.pb and so on',
    },
    { cause },
  );
