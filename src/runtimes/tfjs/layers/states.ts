import type { Layer } from '../tf.ts';

/** What a recurrent layer holds between calls where it is stateful (tfjs-layers 4.22, layers/recurrent). */
interface Stateful {
  stateful?: boolean;
  states_?: { dispose(): void; isDisposed?: boolean }[] | null;
  keptStates?: unknown[];
  resetStates?(): void;
}

/** Stateful layers of a model, those of models inside too. */
export const statefulLayers = ({ layers = [] }: Layer): Layer[] => [
  ...new Set(layers.flatMap((layer) => (layer.layers ? statefulLayers(layer) : isStateful(layer) ? [layer] : []))),
];

const isStateful = (layer: Layer): boolean => layer.stateful === true && 'states_' in layer;

/** Runs a model with its stateful layers at their beginning, as they were when nothing had run, and leaves them as they were. */
export const withFreshStates = <T>(model: Layer, run: () => T): T => {
  const before = statefulLayers(model).map((layer) => {
    const state = layer as Stateful;
    const { states_, keptStates } = state;
    state.states_ = null;
    state.keptStates = [];
    state.resetStates?.();
    return () => {
      const made = [
        ...(state.states_ ?? []),
        ...((state.keptStates ?? []).flat() as { dispose(): void; isDisposed?: boolean }[]),
      ];
      for (const tensor of made) if (tensor.isDisposed === false) tensor.dispose();
      state.states_ = states_ ?? null;
      state.keptStates = keptStates ?? [];
    };
  });
  try {
    return run();
  } finally {
    for (const undo of before) undo();
  }
};
