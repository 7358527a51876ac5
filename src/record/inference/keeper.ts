import { ExrayError } from '../../errors.ts';
import type { Inference } from '../../runtimes/runtime.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type InferenceChoice, type Selection, selection } from './choice.ts';
import { exampleChoice, groupLines, type InferenceSummary, summarize } from './summary.ts';

/** Holds the inferences of one recording, and no more of their tensors than the choice needs. */
export interface Keeper {
  /** Called as inferences happen. */
  receive(inference: Inference): void;
  /** Inferences that went well. */
  readonly seen: number;
  /** Inferences whose run threw. */
  readonly failed: readonly Inference[];
  /** Inferences of sessions whose model is not known. */
  readonly unknown: number;
  /** The chosen inferences, in order. */
  chosen(): Inference[];
}

/**
 * Keeps the one inference that `record` needs: tensors are let go as soon as it is clear that they are not the chosen
 * ones, or that the choice is not unique, so that a call with dozens of inferences holds those of one.
 */
export const keepOne = (choice: InferenceChoice | undefined): Keeper => {
  let kept: Inference | undefined;
  const state = keeper(choice, (inference, match, { at }) => {
    if (at === 'last' || at === match || (at === undefined && match === 0)) kept = inference;
    else if (at === undefined) kept = undefined;
  });
  return {
    ...state.keeper,
    get seen() {
      return state.summaries.length;
    },
    get unknown() {
      return state.unknown();
    },
    chosen() {
      state.rethrow();
      if (kept !== undefined) return [kept];
      if (state.summaries.length === 0) return [];
      throw state.matching.length === 0 || state.selection.at !== undefined ? noMatch(state) : several(state);
    },
  };
};

/** Keeps all chosen inferences up to `maxBytes` of tensors; the first one always. */
export const keepAll = (choice: InferenceChoice | undefined, maxBytes: number): Keeper & { leftOut(): number } => {
  let kept: Inference[] = [];
  let bytes = 0;
  let leftOut = 0;
  const state = keeper(choice, (inference, match, { at }) => {
    if (at === 'last') kept = [];
    else if (at !== undefined && at !== match) return;
    bytes += inferenceBytes(inference);
    if (kept.length > 0 && bytes > maxBytes) leftOut++;
    else kept.push(inference);
  });
  return {
    ...state.keeper,
    get seen() {
      return state.summaries.length;
    },
    get unknown() {
      return state.unknown();
    },
    leftOut: () => leftOut,
    chosen() {
      state.rethrow();
      if (kept.length === 0 && state.summaries.length > 0) throw noMatch(state);
      return kept;
    },
  };
};

interface State {
  selection: Selection;
  summaries: InferenceSummary[];
  matching: InferenceSummary[];
}

const keeper = (
  choice: InferenceChoice | undefined,
  keep: (inference: Inference, match: number, selection: Selection) => void,
) => {
  const selected = selection(choice);
  const summaries: InferenceSummary[] = [];
  const matching: InferenceSummary[] = [];
  const failed: Inference[] = [];
  let unknown = 0;
  let thrown: { error: unknown } | undefined;
  const receive = (inference: Inference): void => {
    if (inference.error !== undefined) {
      failed.push({ ...inference, inputs: {}, outputs: {} });
      return;
    }
    if (!isKnown(inference.model)) {
      unknown++;
      return;
    }
    const index = summaries.length;
    const summary = summarize(inference, index);
    summaries.push(summary);
    try {
      if (!selected.matches(inference, index)) return;
    } catch (error) {
      // A listener must not throw into the app: the user's own predicate speaks when the recording ends.
      thrown ??= { error };
      return;
    }
    matching.push(summary);
    keep(inference, matching.length - 1, selected);
  };
  return {
    keeper: { receive, failed },
    selection: selected,
    summaries,
    matching,
    unknown: () => unknown,
    rethrow: () => {
      if (thrown !== undefined) throw thrown.error;
    },
  };
};

const isKnown = ({ path, bytes, instance }: Inference['model']): boolean =>
  path !== undefined || bytes !== undefined || instance !== undefined;

const inferenceBytes = ({ inputs, outputs }: Inference): number =>
  [...Object.values(inputs), ...Object.values(outputs)].reduce((sum, { data }) => sum + dataBytes(data), 0);

const dataBytes = (data: Tensor['data']): number =>
  Array.isArray(data) ? data.reduce((sum, text) => sum + 2 * text.length, 0) : data.byteLength;

const several = ({ summaries, matching }: State): ExrayError => {
  const among = matching.length === summaries.length ? '' : ` (of ${summaries.length})`;
  return new ExrayError('several-inferences', {
    what: `run made ${matching.length} inferences${among}, and a trace is of one:\n${groupLines(matching).join('\n')}`,
    fix: `Choose one with the option inference: ${exampleChoice(matching)} or a function; or take all with recordAll`,
  });
};

const noMatch = ({ summaries, matching, selection: { at, model } }: State): ExrayError =>
  new ExrayError('no-such-inference', {
    what:
      matching.length === 0
        ? `the option inference fits none of the ${summaries.length} inferences that run made:\n${groupLines(summaries).join('\n')}`
        : `the option inference asks for number ${at}, but only ${matching.length} fit (counted from 0):\n${groupLines(matching.map((each, place) => ({ ...each, index: place }))).join('\n')}`,
    fix:
      matching.length === 0 && typeof model === 'string'
        ? `Change the option inference: model is a whole path, its end from a folder or file name on (rec.onnx, models/rec.onnx), or 8 or more digits of the file's sha256; for a part of a name write a pattern: { model: /${model.replace(/[^\w-]/g, '.')}/ }`
        : 'Change the option inference',
  });
