import { builtin } from './builtins.ts';

/** A runtime that is loaded in this process and that exray does not observe. */
export interface OtherRuntime {
  name: string;
  /** A file of it. */
  file: string;
  detail?: string;
}

/** Where a package's own files lie, whatever package manager put them there. */
const PACKAGES: readonly [RegExp, string][] = [
  [/[\\/]onnxruntime-web[\\/]/, 'onnxruntime-web'],
  [/[\\/]@tensorflow[\\/]tfjs-node(-gpu)?[\\/]/, 'tfjs-node'],
  [/[\\/]@tensorflow[\\/]tfjs-tflite[\\/]/, 'tfjs-tflite'],
  [/[\\/]@tensorflow[\\/]tfjs[^\\/]*[\\/]/, 'tfjs'],
  [/[\\/]@litertjs[\\/]/, 'LiteRT.js'],
  [/[\\/]sherpa-onnx[^\\/]*[\\/]/, 'sherpa-onnx'],
  [/[\\/]openvino-node[\\/]/, 'openvino-node'],
];

/** What the JavaScript around onnxruntime's WebAssembly calls, also where a bundler put it into another file. */
const BUNDLED = /[_]OrtCreateSession\b/;
const BUNDLE_BYTES = 20_000;
const LIBRARY = /(onnxruntime|tensorflow|tflite|litert)[^\\/]*\.(so|dylib|dll)/i;

/**
 * Runtimes loaded in this process that exray does not observe: by the scripts that V8 knows (ES modules appear in no
 * list of Node's) and by shared libraries. Takes some hundred milliseconds: for explanations only.
 */
export const otherRuntimes = (): OtherRuntime[] => {
  const found = new Map<string, OtherRuntime>();
  const add = (name: string, file: string, detail?: string): void => {
    if (!found.has(name)) found.set(name, { name, file, ...(detail !== undefined && { detail }) });
  };
  visitScripts((file, length, source) => {
    const known = PACKAGES.find(([pattern]) => pattern.test(file));
    if (known !== undefined) add(known[1], file, known[1].startsWith('tfjs') ? kernelsOnly() : undefined);
    else if (length > BUNDLE_BYTES && /\.[cm]?js$/.test(file) && BUNDLED.test(source())) {
      add('A copy of onnxruntime-web bundled into another file', file);
    }
  });
  if (found.size === 0) for (const file of sharedLibraries()) add('Another native runtime', file);
  return [...found.values()];
};

const visitScripts = (visit: (file: string, length: number, source: () => string) => void): void => {
  try {
    const inspector = builtin<typeof import('node:inspector')>('inspector');
    const session = new inspector.Session();
    session.connect();
    const scripts: { url: string; length: number; scriptId: string }[] = [];
    session.on('Debugger.scriptParsed', ({ params: { url, length = 0, scriptId } }) => {
      scripts.push({ url, length, scriptId });
    });
    session.post('Debugger.enable');
    for (const { url, length, scriptId } of scripts) {
      if (url === '' || url.startsWith('node:')) continue;
      visit(fileOf(url), length, () => {
        let text = '';
        session.post('Debugger.getScriptSource', { scriptId }, (_, answer) => {
          text = answer?.scriptSource ?? '';
        });
        return text;
      });
    }
    session.post('Debugger.disable');
    session.disconnect();
  } catch {
    // A Node without inspector: the message has one fact less.
  }
};

const fileOf = (url: string): string => {
  if (!url.startsWith('file:')) return url;
  const { fileURLToPath } = builtin<typeof import('node:url')>('url');
  try {
    return fileURLToPath(url.replace(/[?#].*$/, ''));
  } catch {
    return url;
  }
};

/** tfjs counts its tensors, and knows no model: kernels called by hand look like this. */
const kernelsOnly = (): string | undefined => {
  const engine = (globalThis as { _tfengine?: { state?: { numTensors?: number } } })._tfengine;
  const tensors = engine?.state?.numTensors;
  return tensors === undefined || tensors === 0 ? undefined : `its engine holds ${tensors} tensors`;
};

const sharedLibraries = (): string[] => {
  try {
    const { sharedObjects = [] } = process.report.getReport() as { sharedObjects?: string[] };
    return sharedObjects.filter((file) => LIBRARY.test(file) && !/[\\/]onnxruntime-node[\\/]/.test(file));
  } catch {
    return [];
  }
};
