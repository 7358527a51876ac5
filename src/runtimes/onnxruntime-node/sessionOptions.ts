/** Session options as an app gives them; unknown ones pass through. */
export type SessionOptions = Readonly<Record<string, unknown>>;

/** Levels whose tensors keep the model's names and layout; higher ones add blocked layouts under made-up names. */
const NAMED_LEVEL: Record<string, string> = {
  disabled: 'disabled',
  basic: 'basic',
  extended: 'extended',
  layout: 'extended',
  all: 'extended',
};

/** The level at which the app's session runs; the runtime's default is `all`. */
export const levelOf = (options: SessionOptions): string => {
  const level = options.graphOptimizationLevel;
  return typeof level === 'string' && level in NAMED_LEVEL ? level : 'all';
};

/** The highest level up to the app's own whose graph still has the model's names: same results, other layouts apart. */
export const namedLevel = (options: SessionOptions): string => NAMED_LEVEL[levelOf(options)] as string;

/** First execution provider that the app asks for. */
export const providerOf = (options: SessionOptions): string => {
  const [first] = (options.executionProviders as readonly unknown[] | undefined) ?? [];
  const name = typeof first === 'string' ? first : (first as { name?: string } | undefined)?.name;
  return name ?? 'cpu';
};

/** The app's options for a session of exray's own: quiet, writing nothing, finding external data beside the model. */
export const ownOptions = (options: SessionOptions, folder: string | undefined, level: string): SessionOptions => {
  const {
    enableProfiling: _profiling,
    profileFilePrefix: _prefix,
    optimizedModelFilePath: _file,
    logVerbosityLevel: _verbosity,
    extra,
    ...kept
  } = options as Record<string, unknown> & { extra?: { session?: object } };
  const session = folder
    ? { session: { ...extra?.session, model_external_initializers_file_folder_path: folder } }
    : {};
  return {
    ...kept,
    extra: { ...extra, ...session },
    logSeverityLevel: 4,
    graphOptimizationLevel: level,
    // An arena keeps room for every tensor of its largest run, here once per session and all layers at once.
    enableCpuMemArena: false,
  };
};

/** External data that the app gave by name, where it gave bytes. */
export const externalFiles = (options: SessionOptions): Map<string, Uint8Array> => {
  const given = (options.externalData ?? []) as readonly (string | { path: string; data: unknown })[];
  return new Map(
    given.flatMap((file) =>
      typeof file !== 'string' && ArrayBuffer.isView(file.data)
        ? [[file.path, new Uint8Array(file.data.buffer, file.data.byteOffset, file.data.byteLength)] as const]
        : [],
    ),
  );
};
