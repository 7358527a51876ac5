/**
 * Node tests whose outputs the deployed capture need not give bit by bit, with the reason. Their differences are in the
 * last places (largest seen 2.6e-7), and which of them differ changes from run to run.
 */
export const exceptions: readonly { name: RegExp; reason: string; tolerance: number }[] = [
  {
    name: /^test_layer_normalization_.*_expanded/,
    reason:
      'means over a reshaped input come out in another order of adding where the reshaped tensor is handed out; probably its memory is aligned otherwise (not verified)',
    tolerance: 1e-6,
  },
];
