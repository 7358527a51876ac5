import { builtin } from './builtins.ts';

/** A runtime that is loaded in this process and that exray does not observe. */
export interface OtherRuntime {
  name: string;
  /** A file of it. */
  file: string;
  /** tfjs without the parts that load models: whatever it computed, code called its kernels one by one. */
  hasModels?: false;
}

/** Where a package's own files lie, whatever package manager put them there. */
const PACKAGES: readonly [RegExp, string][] = [
  [/[\\/]onnxruntime-web[\\/]/, 'onnxruntime-web'],
  [/[\\/]@tensorflow[\\/]tfjs-tflite[\\/]/, 'tfjs-tflite'],
  [/[\\/]@litertjs[\\/]/, 'LiteRT.js'],
  [/[\\/]sherpa-onnx[^\\/]*[\\/]/, 'sherpa-onnx'],
  [/[\\/]openvino-node[\\/]/, 'openvino-node'],
];

const TFJS = /[\\/]@tensorflow[\\/]tfjs[^\\/]*[\\/]/;
/** The parts of tfjs that load models: of its own, of its graph format, and the package that holds both. */
const TFJS_MODELS = /[\\/]@tensorflow[\\/]tfjs(-layers|-converter|-automl)?[\\/]/;

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
  const add = (name: string, file: string): void => {
    if (!found.has(name)) found.set(name, { name, file });
  };
  let hasTfjsModels = false;
  let tfjs: string | undefined;
  visitScripts((file, length, source) => {
    const known = PACKAGES.find(([pattern]) => pattern.test(file));
    hasTfjsModels ||= TFJS_MODELS.test(file);
    if (known !== undefined) add(known[1], file);
    else if (TFJS.test(file)) tfjs ??= file;
    else if (length > BUNDLE_BYTES && /\.[cm]?js$/.test(file) && BUNDLED.test(source())) {
      add('A copy of onnxruntime-web bundled into another file', file);
    }
  });
  if (tfjs !== undefined && !hasTfjsModels) found.set('tfjs', { name: 'tfjs', file: tfjs, hasModels: false });
  if (found.size === 0) for (const file of sharedLibraries()) add('Another native runtime', file);
  return [...found.values()];
};

/**
 * How many tensors tfjs has made in this context, whatever has become of them: all that its engine, which knows no model,
 * tells of what ran. The engine is one for all copies of tfjs.
 */
export const tfjsTensors = (): number => {
  const engine = (globalThis as { _tfengine?: { constructor?: { nextTensorId?: unknown } } })._tfengine;
  const made = engine?.constructor?.nextTensorId;
  return typeof made === 'number' ? made : 0;
};

/** Every script that V8 has loaded in this thread, also those that Node lists nowhere. */
export const visitScripts = (visit: (file: string, length: number, source: () => string) => void): void => {
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

const sharedLibraries = (): string[] => {
  try {
    const { sharedObjects = [] } = process.report.getReport() as { sharedObjects?: string[] };
    return sharedObjects.filter((file) => LIBRARY.test(file) && !/[\\/]onnxruntime-node[\\/]/.test(file));
  } catch {
    return [];
  }
};
