import type { Golden, GoldenGrid, GoldenLayer, GoldenTensor } from '../golden.ts';
import { headLines } from './entryHead.ts';
import { entryNumbers } from './entryNumbers.ts';

const HEADINGS = ['layer', 'op', 'shape', 'dtype', 'min', 'max', 'mean', 'rms', 'NaN', 'grid'];
/** Columns of numbers have one width, so that a change of one number changes one line. */
const NUMBER_WIDTH = 10;
const [FIRST_NUMBER, LAST_NUMBER] = [4, 7];

/**
 * The readable half of a golden: its entry in the `.snap` file. A row for each input and each layer, in execution order, so
 * that the first row that a change touches is the first suspect.
 *
 * @param golden As it is decoded from the sidecar, so that the text is a function of its bytes.
 * @param sidecar Name and SHA-256 of the sidecar.
 */
export function entryText(golden: Golden, sidecar: { file: string; sha256: string }): string {
  const seen = new Set([...golden.inputs, ...golden.layers].map(({ id }) => id));
  const rows = [
    ...golden.inputs.map((input) => row(input, 'input')),
    ...golden.layers.map((layer) => row(layer, layer.op, layer.storedAs)),
    ...golden.outputs.filter(({ id }) => !seen.has(id)).map((output) => row(output, 'output')),
  ];
  return [...headLines(sidecar), `model: ${modelText(golden)}`, `runtime: ${runtimeText(golden)}`, ...table(rows)].join(
    '\n',
  );
}

const row = (tensor: GoldenTensor, op: string, storedAs: GoldenLayer['storedAs'] = undefined): string[] => [
  plain(tensor.id),
  plain(op),
  tensor.shape.join('x') || 'scalar',
  storedAs ?? tensor.dtype,
  ...entryNumbers(tensor.statistics, tensor.dtype),
  gridText(tensor.quantization),
];

function table(rows: readonly (readonly string[])[]): string[] {
  const columns = rows.some((cells) => cells.at(-1) !== '') ? HEADINGS.length : HEADINGS.length - 1;
  const all = [HEADINGS, ...rows].map((cells) => cells.slice(0, columns));
  const widths = HEADINGS.map((_, at) => Math.max(...all.map((cells) => (cells[at] ?? '').length)));
  return all.map((cells) =>
    cells
      .map((cell, at) => {
        const isNumber = at >= FIRST_NUMBER && at <= LAST_NUMBER;
        return isNumber ? cell.padStart(NUMBER_WIDTH) : at < FIRST_NUMBER ? cell.padEnd(widths[at] as number) : cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

const gridText = (grid: GoldenGrid | undefined): string => {
  if (grid === undefined) return '';
  const [scale = 1, zeroPoint = 0] = [grid.scale[0], grid.zeroPoint[0]];
  return grid.scale.length === 1
    ? `${Number(scale.toPrecision(6))} zero ${zeroPoint}`
    : `${grid.scale.length} scales along axis ${grid.axis ?? 0}`;
};

const modelText = ({ model, capture }: Golden): string =>
  [
    plain(model.path ?? model.format),
    ...(model.path === undefined ? [] : [model.format]),
    ...(model.opset === undefined ? [] : [`opset ${model.opset}`]),
    ...(model.producer === undefined ? [] : [plain(model.producer)]),
    ...(model.sha256 === undefined ? [] : [`sha256 ${model.sha256.slice(0, 16)}`]),
    `captured as ${capture}`,
  ].join(', ');

const runtimeText = ({ runtime: { name, version, provider, level, isa, sharp, libvips } }: Golden): string =>
  [
    `${name} ${version}`,
    provider,
    ...(level === undefined ? [] : [`level ${level}`]),
    isa,
    ...(sharp === undefined ? [] : [`sharp ${sharp}`]),
    ...(libvips === undefined ? [] : [`libvips ${libvips}`]),
  ]
    .map(plain)
    .join(', ');

/** A name on one line and in one cell: with quotes and escapes where it holds spaces at its ends, line breaks or the like. */
const plain = (name: string): string =>
  /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+( [\p{L}\p{M}\p{N}\p{P}\p{S}]+)*$/u.test(name) && !name.startsWith('"')
    ? name
    : JSON.stringify(name);
