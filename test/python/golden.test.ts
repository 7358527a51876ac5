import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeGolden } from '../../src/golden/file/decodeGolden.ts';
import { encodeGolden } from '../../src/golden/file/encodeGolden.ts';
import { judgeGolden } from '../../src/golden/judge/judgeGolden.ts';
import { sketchTrace } from '../../src/golden/sketchTrace.ts';
import { recordModel } from '../../src/record/recordModel.ts';
import { completeGolden } from '../../src/reference/golden/completeGolden.ts';
import { loadTrace } from '../../src/trace/loadTrace.ts';
import { saveTrace } from '../../src/trace/saveTrace.ts';
import { photo } from '../compare/models.ts';
import { fullGolden } from '../golden/goldens.ts';
import { scratchFolder } from '../trace/traces.ts';
import { findPython, runPython } from './python.ts';

const python = findPython(['numpy', 'safetensors']);

/** The format as docs/golden-format.md describes it, with NumPy and nothing of exray. */
const format = `
import hashlib, json, math
import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

IN, OUT, SAMPLE = 0x243f6a88, 0x13198a2e, 0x03707344

def words(i, seed):
    h = (np.asarray(i, np.uint64) * 0x9e3779b9 + seed) & 0xffffffff
    h ^= h >> 16; h = h * 0x85ebca6b & 0xffffffff
    h ^= h >> 13; h = h * 0xc2b2ae35 & 0xffffffff
    return h ^ h >> 16

def signs(block, seed):
    j = np.arange(128)
    return 1.0 - 2.0 * (words(4 * block + (j >> 5), seed) >> (j & 31).astype(np.uint64) & 1)

def sketch(values):
    x = np.where(np.isfinite(values), values, 0).astype(np.float64).ravel()
    blocks = np.pad(x, (0, -len(x) % 128)).reshape(-1, 128)
    sums = np.zeros(128)
    for b, block in enumerate(blocks):
        y = block * signs(b, IN)
        for h in (16, 32, 64, 1, 2, 4, 8):
            y = y.reshape(-1, 2, h)
            y = np.stack((y[:, 0] + y[:, 1], y[:, 0] - y[:, 1]), 1).ravel()
        sums += y * signs(b, OUT)
    return sums

def samples(values):
    x, n = values.ravel(), values.size
    at = np.arange(n) if n <= 16 else words(np.arange(16), SAMPLE).astype(np.float64) / 2**32 * n
    return np.pad(x[at.astype(np.int64)].astype(np.float32), (0, 16 - min(n, 16)), constant_values=np.nan)

def statistics(values):
    x = values.ravel().astype(np.float64)
    x = x[np.isfinite(x)]
    if x.size == 0: return [np.inf, -np.inf, np.nan, np.nan]
    sums = lambda of: float(np.add.accumulate(of)[-1])
    return [x.min(), x.max(), sums(x) / x.size, math.sqrt(sums(x * x) / x.size)]

TYPES = {"float64": "F64", "float32": "F32", "int64": "I64", "int32": "I32", "uint16": "U16", "uint8": "U8"}
def sha(value): return hashlib.sha256(value if isinstance(value, bytes) else value.encode()).digest()

def digest(metadata, tensors):
    h = hashlib.sha256()
    for name in sorted(metadata, key=str.encode):
        if name != "digest": h.update(sha(name) + sha(metadata[name]))
    for key in sorted(tensors, key=str.encode):
        t = tensors[key]
        h.update(sha(key) + sha(TYPES[t.dtype.name] + " " + ",".join(map(str, t.shape))) + sha(t.tobytes()))
    return h.hexdigest()
`;

const itWithPython = (name: string, test: (run: (code: string) => string, folder: string) => Promise<void>) => {
  if ('reason' in python) it.skip(`${name} (skipped: ${python.reason})`, () => {});
  else
    it(name, async () => {
      const folder = scratchFolder();
      await test((code) => runPython(python.command, format + code, folder), folder);
    });
};

const file = 'python.golden.safetensors';

describe('docs/golden-format.md is enough to write a golden in another language', () => {
  itWithPython('from a trace’s file: the one that exray makes of it', async (run, folder) => {
    const model = 'fixtures/models/effnet-lite0-trunc-int8.onnx';
    const trace = await recordModel(model, photo('china.jpg') as never, { sessionOptions: { intraOpNumThreads: 1 } });
    await saveTrace({ ...trace, result: { label: 'pagoda' } }, join(folder, 'trace.safetensors'));
    run(`
with safe_open("trace.safetensors", "np") as opened: info = opened.metadata()
arrays = load_file("trace.safetensors")
order, inputs, outputs = (json.loads(info[key]) for key in ("order", "inputs", "outputs"))
graph, quantization = json.loads(info["graph"]), json.loads(info["quantization"])
rows = [arrays["input/" + name] for name in inputs] + [arrays["layer/" + id] for id in order]
row = {id: i for i, id in enumerate(inputs + order)}
hashes = [sha(x.tobytes()) for x in rows]
dtypes = list(dict.fromkeys(x.dtype.name for x in rows))
ops = list(dict.fromkeys(graph[id]["op"] for id in order))
listed = []
for name in outputs:
    x = arrays["output/" + name]
    same = name in row and sha(x.tobytes()) == hashes[row[name]]
    listed.append([name, row[name]] if same else [name, dtypes.index(x.dtype.name), list(x.shape)])
    if not same: rows.append(x); hashes.append(sha(x.tobytes()))
grids, scales, zeros = [], [], []
for i, id in enumerate(inputs + order):
    grid = quantization.get(id, {}).get("read")
    if grid:
        grids.append([i, len(grid["scale"])] + ([grid["axis"]] if "axis" in grid else []))
        scales += grid["scale"]; zeros += grid["zeroPoint"]
tensors = {
    "sketch": np.array([sketch(x) for x in rows], np.float32),
    "statistics": np.array([statistics(x) for x in rows], np.float64),
    "samples": np.array([samples(x) for x in rows], np.float32),
    "hash": np.array([list(h[:8]) for h in hashes], np.uint8),
    "grid/scale": np.array(scales, np.float32),
    "grid/zeroPoint": np.array(zeros, np.int32),
    **{"output/" + name: arrays["output/" + name] for name in outputs},
}
metadata = {
    "format": "exray.golden/1", "scheme": "bhs1-128", "capture": info["capture"], "layout": info["layout"],
    "model": info["model"], "runtime": info["runtime"], "dtypes": json.dumps(dtypes), "ops": json.dumps(ops),
    "inputs": json.dumps([[id, dtypes.index(rows[row[id]].dtype.name), list(rows[row[id]].shape), hashes[row[id]].hex()] for id in inputs]),
    "layers": json.dumps([[id, dtypes.index(rows[row[id]].dtype.name), list(rows[row[id]].shape), ops.index(graph[id]["op"]),
                           [row.get(i, i) for i in graph[id]["inputs"]]] for id in order]),
    "outputs": json.dumps(listed), "grids": json.dumps(grids), "result": info["result"],
}
save_file(tensors, "${file}", {**metadata, "digest": digest(metadata, tensors)})
`);
    const theirs = decodeGolden(readFileSync(join(folder, file)), file);
    const ours = await sketchTrace(await loadTrace(join(folder, 'trace.safetensors')));
    expect(theirs.layers.length).toBeGreaterThan(20);
    // Float sums may differ in the last bit of a double, which rounding to float32 hides nearly always; integers are exact.
    for (const [i, layer] of theirs.layers.entries()) expect(layer, layer.id).toEqual(ours.layers[i]);
    expect(theirs).toEqual(ours);
    expect(judgeGolden(theirs, await sketchTrace(trace)).verdict).toBe('match');
  });

  itWithPython('and to read what exray wrote', async (run, folder) => {
    const trace = await recordModel('fixtures/models/effnet-lite0-trunc-int8.onnx', photo('china.jpg') as never);
    const golden = await completeGolden(await sketchTrace(trace), trace, {
      reference: 'fixtures/models/effnet-lite0-trunc.onnx',
    });
    writeFileSync(join(folder, 'js.golden.safetensors'), encodeGolden(golden));
    writeFileSync(join(folder, 'full.golden.safetensors'), encodeGolden(fullGolden()));
    const shown = JSON.parse(
      run(`
with safe_open("js.golden.safetensors", "np") as opened: info = opened.metadata()
tensors = load_file("js.golden.safetensors")
inputs, layers, ops = (json.loads(info[key]) for key in ("inputs", "layers", "ops"))
first = len(inputs)
def drift(row, k):
    scale, zero = float(tensors["grid/scale"][k]), int(tensors["grid/zeroPoint"][k])
    shape = (inputs + layers)[row][2]
    n = int(np.prod(shape))
    real = scale * (tensors["sketch"][row].astype(np.float64) - zero * sketch(np.ones(n)))
    p = [layer for layer, _ in json.loads(info["profile"])].index(row - first)
    accepted, low, high, mean = tensors["profile/numbers"][p]
    gap = real - tensors["profile/sketch"][p].astype(np.float64)
    return [math.sqrt((gap ** 2).sum() / 128 / n) / (high - low), float(accepted)]
grids = json.loads(info["grids"])
with safe_open("full.golden.safetensors", "np") as opened: full = opened.metadata()
print(json.dumps({
    "format": info["format"], "first": layers[0][0], "op": ops[layers[0][3]],
    "reads": (inputs + layers)[layers[1][4][0]][0], "drift": drift(grids[1][0], 1),
    "digests": [digest(info, tensors) == info["digest"], digest(full, load_file("full.golden.safetensors")) == full["digest"]],
}))
`),
    );
    expect(shown).toMatchObject({
      format: 'exray.golden/1',
      first: golden.layers[0]?.id,
      op: golden.layers[0]?.op,
      reads: golden.layers[0]?.id,
      digests: [true, true],
    });
    const [found, accepted] = shown.drift as [number, number];
    expect(found).toBeCloseTo(accepted, 9);
    expect(accepted).toBeGreaterThan(0);
  });
});
