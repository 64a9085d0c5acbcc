/** What is counted, wherever a number of it is shown: for one image, in evaluation. */
export const COUNTING_RULES = {
  params: 'trainable numbers; running statistics and alphas are none',
  macs: 'multiply-accumulates of convolutions and linear layers, for one image',
  multiplyAdds:
    "the papers' figure, for one image: the macs, and one for each output of a ReLU, each input of a pool (the global one included) and each input of a batch normalization, two where that has parameters",
  auxiliary: 'counted apart; only training has it',
} as const;
