import { unzipSync, zipSync } from 'fflate';
import { readTensorFile, tensorFile } from '../../src/formats/onnx/testData.ts';
import type { BackendCase } from './checkCase.ts';

/** Node tests in one file: a zip of `<name>/model.onnx` and `<name>/input_<n>.pb`. */
export const packCases = (cases: readonly BackendCase[]): Uint8Array =>
  zipSync(
    Object.fromEntries(
      cases.flatMap(({ name, model, inputs }) => [
        [`${name}/model.onnx`, model],
        ...inputs.map((input, index) => [`${name}/input_${index}.pb`, tensorFile(input)] as const),
      ]),
    ),
    { level: 9, mtime: '2000-01-01' },
  );

/** The node tests of a pack, in alphabetical order. */
export const unpackCases = (pack: Uint8Array): BackendCase[] => {
  const files = unzipSync(pack);
  const names = Object.keys(files)
    .filter((file) => file.endsWith('/model.onnx'))
    .map((file) => file.slice(0, -'/model.onnx'.length));
  return names.sort().map((name) => {
    const inputs = [];
    for (let index = 0; ; index++) {
      const file = files[`${name}/input_${index}.pb`];
      if (!file) break;
      inputs.push(readTensorFile(file, `${name}/input_${index}.pb`));
    }
    return { name, model: files[`${name}/model.onnx`] as Uint8Array, inputs };
  });
};
