/** What the runtime said, in one line, without the place in its own source code that it puts in front. */
export const runtimeReason = (cause: unknown): string => {
  const text =
    cause instanceof Error || (typeof cause === 'object' && cause !== null) ? (cause as Error).message : String(cause);
  return text
    .replaceAll(/\/\S*onnxruntime_src\/\S+:\d+ .*?\)(?: const)?(?: \[with [^\]]*\])? (?=[A-Z])/gs, '')
    .trim()
    .split('\n', 1)[0]
    ?.slice(0, 400) as string;
};
