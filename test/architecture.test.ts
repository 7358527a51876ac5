import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cycle, type Import, importsIn, importsOf, sourceFiles } from './imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Without what a program wrote. */
const files = sourceFiles(root, ['src', 'matchers']).filter((file) => !file.endsWith('_pb.ts'));
const imports = files.flatMap((file) => importsOf(root, file));
const inside = imports.filter((each) => !each.package);

/** From top to bottom; a part imports only parts below its own row. */
const rows = [
  ['matchers', 'src/cli', 'src/index.ts'],
  ['src/report'],
  ['src/reference'],
  ['src/compare', 'src/golden', 'src/causes', 'src/preprocessing', 'src/record'],
  ['src/runtimes'],
  ['src/trace'],
  ['src/formats'],
  ['src/sketch'],
  ['src/tensor', 'src/verdicts'],
  ['src/options.ts'],
  ['src/errors.ts'],
];

/** What a row may import of its own row. */
const neighbours = [
  ['src/golden', 'src/causes'],
  ['matchers', 'src/index.ts'],
];

/** The contract of runtimes is data and types: who judges a `Replay` that it was given knows no runtime by that. */
const contract = 'src/runtimes/runtime.ts';

const partOf = (file: string): string => {
  const [top, second] = file.split('/') as [string, string];
  return top === 'matchers' ? top : `${top}/${second}`;
};
const rowOf = (part: string): number => rows.findIndex((row) => row.includes(part));
/** An import as one between the two folders, or files, that lie side by side. */
const neighboursOf = ({ from, to, ...kind }: Import): Import => {
  const [a, b] = [from.split('/'), to.split('/')];
  const depth = a.findIndex((part, i) => part !== b[i]) + 1;
  return { from: a.slice(0, depth).join('/'), to: b.slice(0, depth).join('/'), ...kind };
};
const show = ({ from, to }: Import): string => `${from} -> ${to}`;
const isTestFramework = (name: string) => /^(vitest|jest|expect|chai|@jest\/.*|@vitest\/.*|jest-.*)$/.test(name);

describe('imports', () => {
  test('are found in every form, and not in comments', () => {
    const text = `
import { readFileSync } from 'node:fs';
import type { A } from '@scope/name/deep';
export * from './a.ts';
export {
  b,
} from '../b.ts';
import './c.ts';
// import './no.ts';
/* import './no.ts' */
const d = await import('sharp');
const e = require('onnxruntime-node');
const f = require.resolve('name/package.json');
`;
    expect(importsIn(text, 'src/x/y.ts').map((each) => [each.to, each.typeOnly])).toEqual([
      ['node:fs', false],
      ['@scope/name', true],
      ['src/x/a.ts', false],
      ['src/b.ts', false],
      ['src/x/c.ts', false],
      ['sharp', false],
      ['onnxruntime-node', false],
      ['name', false],
    ]);
  });

  test('go down only', () => {
    const wrong = inside.filter(({ from, to, typeOnly }) => {
      const [a, b] = [partOf(from), partOf(to)];
      if (a === b || (typeOnly && to === contract)) return false;
      if (neighbours.some(([one, other]) => one === a && other === b)) return false;
      return !(rowOf(a) < rowOf(b));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('know every part of the source', () => {
    const unknown = [...new Set(files.map(partOf))].filter((part) => rowOf(part) === -1);
    expect(unknown).toEqual([]);
  });

  test('of comparing, preprocessing and goldens name no runtime', () => {
    const pure = ['src/compare', 'src/preprocessing', 'src/golden', 'src/causes'];
    const wrong = inside.filter(
      ({ from, to, typeOnly }) =>
        pure.includes(partOf(from)) && partOf(to) === 'src/runtimes' && !(typeOnly && to === contract),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('of a runtime package stay in the folder of that runtime, and are lazy', () => {
    const runtime = /^(onnxruntime-|@tensorflow\/|@litertjs\/|@huggingface\/)/;
    const wrong = imports.filter(
      ({ from, to, typeOnly }) => runtime.test(to) && !(from.startsWith(`src/runtimes/${to}/`) || typeOnly),
    );
    expect(wrong.map(show)).toEqual([]);
    const eager = files.filter(
      (file) =>
        /^import (?!type\b)[^;]*from '(onnxruntime-|@tensorflow|sharp|@bufbuild)/m.test(source(file)) &&
        /^(src\/(index|errors|options)|matchers\/)/.test(file),
    );
    expect(eager).toEqual([]);
  });

  test('of sharp stay where pictures are decoded and drawn', () => {
    const wrong = imports.filter(({ from, to }) => to === 'sharp' && !/(\/decode|\/picture)\.ts$/.test(from));
    expect(wrong.map(show)).toEqual([]);
  });

  test('of a test framework stay in matchers/ and golden/host/', () => {
    const wrong = imports.filter(
      ({ from, to, package: isPackage }) =>
        isPackage && isTestFramework(to) && !/^(matchers|src\/golden\/host)\//.test(from),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('make no circle', () => {
    expect(cycle(inside)).toBeUndefined();
    const circle = [
      { from: 'a.ts', to: 'b.ts', package: false, typeOnly: false },
      { from: 'b.ts', to: 'a.ts', package: false, typeOnly: false },
    ];
    expect(cycle(circle)).toEqual(['a.ts', 'b.ts', 'a.ts']);
  });

  test('between folders of preprocessing go one way, at every level', () => {
    const folders = inside.filter(({ from, to }) => [from, to].every((file) => partOf(file) === 'src/preprocessing'));
    expect(folders.length).toBeGreaterThan(0);
    expect(cycle(folders.map(neighboursOf))).toBeUndefined();
    const circle = [
      { from: 'a/x/1.ts', to: 'a/y/2.ts', package: false, typeOnly: false },
      { from: 'a/y/3.ts', to: 'a/x/4.ts', package: false, typeOnly: false },
    ];
    expect(cycle(circle.map(neighboursOf))).toEqual(['a/x', 'a/y', 'a/x']);
  });
});

describe('files', () => {
  test('have no default export', () => {
    expect(files.filter((file) => /^export default\b|export \{[^}]*\bas default\b/m.test(source(file)))).toEqual([]);
  });

  test('are named after what they hold: no utils, no helpers', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|misc|common)(\.ts$|\/)/i.test(file))).toEqual([]);
  });

  test('have at most 250 lines, or say in the first one why not', () => {
    const long = files.filter((file) => {
      const lines = source(file).split('\n');
      return lines.length > 251 && !/^(\/\/|\/\*).*\blong\b/i.test(lines[0] as string);
    });
    expect(long).toEqual([]);
  });

  test('are small: the median is at most 100 lines', () => {
    const lengths = files.map((file) => source(file).split('\n').length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(100);
  });

  test('hold no class but the error', () => {
    const classes = files.filter((file) => /^(export )?(abstract )?class \w+/m.test(source(file)));
    expect(classes).toEqual(['src/errors.ts']);
  });
});

describe('racks', () => {
  /** Each rack's folder with the files that are no parts of it: contract, what the parts share. */
  const racks: Record<string, string[]> = {
    'src/runtimes': [],
    // What begins an alignment is no rule of its loop: align.ts applies it once.
    'src/compare/align/rules': [],
    'src/causes/hypotheses': ['hypothesis.ts', 'fitted.ts', 'undone.ts'],
    'src/compare/metrics': ['metric.ts', 'defineMetric.ts', 'moments.ts'],
    'src/reference/kinds': [],
    'src/report/fixes': [
      'fix.ts',
      'fixAsCode.ts',
      'expressions.ts',
      'geometryCode.ts',
      'recipeCode.ts',
      'valueCode.ts',
    ],
    'src/preprocessing/diagnose/hypotheses': ['hypothesis.ts'],
    'src/preprocessing/diagnose/blind/geometry/named': [],
    'src/preprocessing/diagnose/blind/read/buffers': [],
    'src/preprocessing/diagnose/blind/read/readings': [],
    'src/preprocessing/diagnose/blind/tone': ['tone.ts', 'bins.ts', 'fitTone.ts'],
    'src/preprocessing/presets': ['preset.ts', 'presetNamed.ts', 'recipes.ts'],
    'src/preprocessing/resample': [
      'resampler.ts',
      'bytePasses.ts',
      'elementTaps.ts',
      'filters.ts',
      'floatAntialias.ts',
      'floatPasses.ts',
      'gather.ts',
      'roundHalfEven.ts',
      'taps.ts',
    ],
  };

  test.each(Object.keys(racks))('%s lists all its parts in its index', (rack) => {
    const index = importsOf(root, `${rack}/index.ts`).map((each) => each.to);
    // A runtime is a folder; the files beside it are the contract and what runtimes share.
    const parts = readdirSync(join(root, rack), { withFileTypes: true })
      .filter((entry) => rack !== 'src/runtimes' || entry.isDirectory())
      .filter((entry) => !['index.ts', ...(racks[rack] as string[])].includes(entry.name))
      .map((entry) => `${rack}/${entry.name}`);
    const missing = parts.filter((part) => !index.some((each) => each === part || dirname(each).startsWith(part)));
    expect(parts.length).toBeGreaterThan(0);
    expect(missing, `${rack}/index.ts`).toEqual([]);
  });
});

function source(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
