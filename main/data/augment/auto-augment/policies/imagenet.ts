import type { Policy } from '../policy.ts';

/** The policy for ImageNet: 24 sub-policies, four of them twice as published, which are drawn twice as often. */
export const imagenet: Policy = {
  source: 'Cubuk et al. 2019, arXiv:1805.09501, appendix; sharpDARTS, cnn/autoaugment.py',
  subPolicies: [
    ['posterize', 0.4, 8, 'rotate', 0.6, 9],
    ['solarize', 0.6, 5, 'autocontrast', 0.6, 5],
    ['equalize', 0.8, 8, 'equalize', 0.6, 3],
    ['posterize', 0.6, 7, 'posterize', 0.6, 6],
    ['equalize', 0.4, 7, 'solarize', 0.2, 4],
    ['equalize', 0.4, 4, 'rotate', 0.8, 8],
    ['solarize', 0.6, 3, 'equalize', 0.6, 7],
    ['posterize', 0.8, 5, 'equalize', 1, 2],
    ['rotate', 0.2, 3, 'solarize', 0.6, 8],
    ['equalize', 0.6, 8, 'posterize', 0.4, 6],
    ['rotate', 0.8, 8, 'color', 0.4, 0],
    ['rotate', 0.4, 9, 'equalize', 0.6, 2],
    ['equalize', 0, 7, 'equalize', 0.8, 8],
    ['invert', 0.6, 4, 'equalize', 1, 8],
    ['color', 0.6, 4, 'contrast', 1, 8],
    ['rotate', 0.8, 8, 'color', 1, 2],
    ['color', 0.8, 8, 'solarize', 0.8, 7],
    ['sharpness', 0.4, 7, 'invert', 0.6, 8],
    ['shearX', 0.6, 5, 'equalize', 1, 9],
    ['color', 0.4, 0, 'equalize', 0.6, 3],
    ['equalize', 0.4, 7, 'solarize', 0.2, 4],
    ['solarize', 0.6, 5, 'autocontrast', 0.6, 5],
    ['invert', 0.6, 4, 'equalize', 1, 8],
    ['color', 0.6, 4, 'contrast', 1, 8],
  ],
};
