/**
 * Node tests whose outputs the captures do not reproduce as promised, with the reason. Each is off by one unit in the
 * last place.
 */
const MEAN =
  'a mean over a matrix, one unit in the last place (3e-8) off: the runtime adds in another order where the tensor before it is handed out';

export const exceptions: Readonly<Record<string, string>> = {
  test_layer_normalization_2d_axis1_expanded: MEAN,
  test_layer_normalization_2d_axis1_expanded_ver18: MEAN,
  test_layer_normalization_2d_axis_negative_1_expanded: MEAN,
  test_layer_normalization_2d_axis_negative_1_expanded_ver18: MEAN,
};
