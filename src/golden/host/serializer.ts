/** Marks the texts of goldens among the values that a framework serializes; the same in every copy of exray. */
const TEXT = Symbol.for('exray.goldenText');
/** Set where the serializer was registered. */
const REGISTERED = Symbol.for('exray.goldenSerializer');

interface Marked {
  [TEXT]: string;
  /** Whether exray's serializer wrote it. */
  written: boolean;
}

/** A text as the frameworks' snapshot states take it: the serializer writes it without quotes. */
export const asSnapshot = (text: string): { received: object; written: () => boolean } => {
  const marked: Marked = { [TEXT]: text, written: false };
  return { received: marked, written: () => marked.written };
};

/** For `expect.addSnapshotSerializer`: a golden's text stands in the `.snap` as it is. */
export const goldenSerializer = {
  test: (value: unknown): boolean => typeof value === 'object' && value !== null && TEXT in value,
  serialize: (value: unknown): string => {
    const marked = value as Marked;
    marked.written = true;
    return marked[TEXT];
  },
};

/** To be called with the framework's `expect` by what registers the matchers. */
export const registerGoldenSerializer = (expect: { addSnapshotSerializer: (serializer: never) => void }): void => {
  expect.addSnapshotSerializer(goldenSerializer as never);
  (globalThis as { [REGISTERED]?: true })[REGISTERED] = true;
};

/** False where the matchers were registered by hand, without the setup file. */
export const hasGoldenSerializer = (): boolean => (globalThis as { [REGISTERED]?: true })[REGISTERED] === true;
