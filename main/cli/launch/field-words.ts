/** What people call settings, what they are counted in, and what is to be known of them. */
import type { FieldGroup } from '../../api/index.ts';

/** What is said of a setting beside its value. */
export interface FieldWords {
  readonly title: string;
  readonly unit?: string;
  readonly hint?: string;
  /** What it means to have no value. */
  readonly none?: string;
  /** Whether most people ask for it. */
  readonly isCommon?: true;
  /** What a part begins with that no preset has. */
  readonly on?: unknown;
}

/** The groups in their order, and what begins with which word. */
const GROUPS = [
  { name: 'method', title: 'Method and space', roots: ['method', 'space'] },
  { name: 'network', title: 'Network', roots: ['network'] },
  {
    name: 'length',
    title: 'Batches and epochs',
    roots: ['batch', 'epochs', 'length', 'images', 'words', 'trainPortion', 'partialBatch', 'accumulate'],
  },
  {
    name: 'weights',
    title: 'Training of the weights',
    roots: ['weights', 'labelSmoothing', 'ema', 'averaging', 'activation', 'temporal'],
  },
  { name: 'images', title: 'What is done to images', roots: ['augment', 'view'] },
  { name: 'evaluation', title: 'Evaluation', roots: ['evaluationBatch', 'testBatch', 'evaluateEvery'] },
  { name: 'device', title: 'Precision and devices', roots: ['precision', 'devices'] },
] as const;

const OTHER = { name: 'other', title: 'Other' };

/** The groups of settings in their order. */
export const FIELD_GROUPS: readonly FieldGroup[] = [...GROUPS, OTHER].map(({ name, title }) => ({
  name,
  title,
}));

/** The group of a setting. */
export function groupOf(path: string): string {
  const [root = ''] = path.split('.');
  return GROUPS.find(({ roots }) => (roots as readonly string[]).includes(root))?.name ?? OTHER.name;
}

/** By path; what is not here goes by the words of its path. */
const WORDS: Readonly<Record<string, FieldWords>> = {
  space: { title: 'Search space', hint: 'What each edge of the cell chooses from', isCommon: true },
  'method.name': { title: 'Method', isCommon: true },
  'network.units': {
    title: 'Units',
    hint: 'Numbers in a word’s vector and in a state of the cell',
    isCommon: true,
  },
  'network.dropout.embedding': { title: 'Dropout of words of the vocabulary' },
  'network.dropout.input': { title: 'Dropout of the words’ vectors' },
  'network.dropout.x': { title: 'Dropout where the cell reads words' },
  'network.dropout.hidden': { title: 'Dropout of states inside the cell' },
  'network.dropout.output': { title: 'Dropout of what the cell gives', isCommon: true },
  length: {
    title: 'Words of a batch',
    unit: 'words',
    hint: 'Gradients flow through so many; lengths are drawn around it',
    isCommon: true,
  },
  words: { title: 'First words only', unit: 'words', none: 'all', isCommon: true },
  activation: { title: 'Weight of the mean square of the outputs (AR)' },
  temporal: { title: 'Weight of the mean square of the states’ changes (TAR)' },
  averaging: {
    title: 'Averaged SGD',
    hint: 'Begins by itself, once the validation loss no longer falls',
    none: 'never',
  },
  'averaging.nonMonotone': { title: 'Epochs without improvement before averaging', unit: 'epochs' },
  testBatch: { title: 'Texts side by side in the last test' },
  'method.options.order': {
    title: 'Order of the alphas’ gradient',
    hint: 'The second looks one step of the weights ahead; it takes about three times as long',
    isCommon: true,
  },
  'method.options.virtualStep': {
    title: 'Step that is looked ahead',
    hint: 'Of the second order: the optimizer’s, as the code does, or along the gradient alone, as the paper writes',
  },
  'method.options.weighting': {
    title: 'Weighting of candidates',
    hint: 'scalar: softmax (DARTS); maxW: sharpDARTS’s code; maxWDetached: its paper',
  },
  'method.options.derive': { title: 'Rule that derives the cell' },
  'method.options.alphas.learningRate': { title: 'Learning rate of the alphas', isCommon: true },
  'method.options.alphas.initial': {
    title: 'Deviation of the alphas at the start',
    hint: '0 in the paper, 0.001 in the code',
  },
  'method.options.alphas.betas': { title: 'Adam’s betas of the alphas', hint: 'Two numbers: [0.5,0.999]' },
  'method.options.alphas.epsilon': { title: 'Adam’s epsilon of the alphas' },
  'method.options.alphas.weightDecay': { title: 'Weight decay of the alphas' },
  'method.options.shrinks': {
    title: 'Shrinks of the supernet',
    unit: 'times',
    hint: 'How often the least important candidates are removed: 4 on NAS-Bench-201, 7 in the space of DARTS',
    isCommon: true,
  },
  'method.options.interval': {
    title: 'Epochs between shrinks',
    unit: 'epochs',
    hint: 'Also those behind the last one',
    isCommon: true,
  },
  'method.options.samples': { title: 'Cells that are drawn', unit: 'cells', isCommon: true },
  'method.options.candidates': { title: 'Candidates after an epoch', unit: 'cells' },
  'method.options.scoringBatches': { title: 'Batches that a candidate is scored on', unit: 'batches' },
  'method.options.finalists': { title: 'Finalists', unit: 'cells', hint: 'Scored on all held-out images' },
  'network.kind': {
    title: 'Kind of network',
    hint: 'The stem: cifar keeps small images as they are, imagenet halves them three times',
  },
  'network.opTable': {
    title: 'Definitions of the primitives',
    hint: 'What the names in the cell stand for; comes with the cell',
  },
  'network.initChannels': {
    title: 'Channels of the first cell',
    unit: 'channels',
    hint: 'Doubled at every reduction cell',
    isCommon: true,
  },
  'network.cells': { title: 'Cells', unit: 'cells', hint: 'One after the other', isCommon: true },
  'network.lastOperation': {
    title: 'Last operation of the path',
    hint: 'dropped: left out, as the published constructor does; table 4 of sharpDARTS was made so',
    isCommon: true,
  },
  'method.options.alwaysApply': {
    title: 'Compute light operations, too',
    hint: 'Of a hypercuboid: also those whose share is at most the square of an equal one',
  },
  'method.options.cost': {
    title: 'Penalty by expected cost',
    hint: 'Of a hypercuboid: makes costly operations less likely',
    on: { measure: 'macs', weight: 0.1 },
  },
  'method.options.cost.measure': { title: 'What costs', hint: 'macs or params' },
  'method.options.cost.weight': {
    title: 'Weight of the penalty',
    hint: 'Of the loss, while all operations weigh the same',
  },
  'network.auxiliary': {
    title: 'Auxiliary head',
    hint: 'A second classifier at two thirds of the depth, in training only',
    isCommon: true,
  },
  'network.auxiliaryWeight': { title: 'Weight of the auxiliary loss' },
  'network.dropPath': {
    title: 'Drop path',
    hint: 'The probability that its linear rise over the epochs leads to; 0: none',
    isCommon: true,
  },
  'network.dropPathFirstEpoch': { title: 'What drop path counts the first epoch as' },
  'network.midChannels': {
    title: 'Mid channels of choke convolutions',
    unit: 'channels',
    none: 'as the primitive says',
  },
  'network.reductions': {
    title: 'Reduction cells',
    hint: 'thirds, a list of numbers such as [2,5], or {"spacing":6}; comes with the cell',
  },
  batch: { title: 'Batch', unit: 'images', isCommon: true },
  epochs: { title: 'Epochs', unit: 'epochs', isCommon: true },
  images: { title: 'Training images used', unit: 'images', none: 'all', hint: 'The first of the set' },
  trainPortion: {
    title: 'Share of images for the weights',
    hint: 'The rest is for the alphas, half and half in most published searches; 1 for IS-DARTS, which needs no others',
  },
  partialBatch: {
    title: 'Images that fill no batch',
    hint: 'keep costs a second graph for the odd size; drop leaves them out of the epoch',
  },
  accumulate: {
    title: 'Passes a batch is divided into',
    unit: 'passes',
    hint: 'For batches that do not fit into memory: same update, less memory, more time',
  },
  'weights.learningRate.schedule': { title: 'Schedule of the learning rate' },
  'weights.learningRate.max': { title: 'Learning rate', hint: 'At its highest', isCommon: true },
  'weights.learningRate.min': { title: 'Learning rate at the end' },
  'weights.learningRate.power': { title: 'Power of the cosine' },
  'weights.learningRate.warmupEpochs': { title: 'Warm-up', unit: 'epochs' },
  'weights.learningRate.gamma': { title: 'Factor of each step down' },
  'weights.learningRate.every': { title: 'A step down every', unit: 'epochs' },
  'weights.momentum': { title: 'Momentum' },
  'weights.nesterov': { title: 'Nesterov’s momentum', hint: 'Steps go by the velocity to come' },
  'weights.weightDecay': { title: 'Weight decay' },
  'weights.clip': {
    title: 'Largest norm of the gradient',
    hint: 'Of all weights together',
    none: 'unlimited',
  },
  labelSmoothing: { title: 'Label smoothing', hint: 'What the other classes share of the target' },
  ema: {
    title: 'Moving average of the weights',
    hint: 'Evaluation uses the average; training goes on with the weights',
    isCommon: true,
    on: { decay: 0.999 },
  },
  'ema.decay': { title: 'Decay of the average', hint: 'What stays of it at each update' },
  'augment.resizedCrop': { title: 'Random resized crop' },
  'augment.resizedCrop.size': { title: 'Side of the crop', unit: 'pixels' },
  'augment.resizedCrop.area': { title: 'Share of the image’s area', hint: 'From and to: [0.08,1]' },
  'augment.resizedCrop.aspect': { title: 'Width to height', hint: 'From and to' },
  'augment.crop': { title: 'Random crop', hint: 'Of the padded image, back to its size' },
  'augment.crop.padding': { title: 'Padding', unit: 'pixels' },
  'augment.flip': { title: 'Mirroring', hint: 'Every second image, left to right' },
  'augment.colorJitter': { title: 'Colour jitter', on: {} },
  'augment.colorJitter.hue': { title: 'Hue', unit: 'turns' },
  'augment.autoAugment': { title: 'AutoAugment', hint: 'A learnt policy', none: 'none' },
  'augment.cutout': { title: 'Cutout', hint: 'Squares of zeros', isCommon: true },
  'augment.cutout.length': { title: 'Side of the square', unit: 'pixels', isCommon: true },
  'augment.cutout.squares': { title: 'Squares', unit: 'squares' },
  view: { title: 'Resize all images', hint: 'How they are shown where no chance decides it' },
  'view.resize': { title: 'Shorter side', unit: 'pixels' },
  'view.crop': { title: 'Square from the middle', unit: 'pixels' },
  evaluationBatch: { title: 'Batch of evaluation', unit: 'images' },
  evaluateEvery: {
    title: 'Evaluate every',
    unit: 'epochs',
    none: 'never',
    hint: 'The last epoch too, where it is done at all',
  },
  precision: { title: 'Precision', isCommon: true },
  devices: { title: 'GPUs side by side', unit: 'GPUs', hint: 'Each on an equal slice of every batch' },
};

/** What is said otherwise of runs that learn from words. */
const OF_TEXT: Readonly<Record<string, Partial<FieldWords>>> = {
  batch: { unit: 'texts', hint: 'The corpus is cut into so many, read side by side' },
  evaluationBatch: { unit: 'texts' },
  'method.options.finalists': { hint: 'Scored on all held-out words' },
};

/** The words of a setting of runs that learn from images, or from words. */
export function wordsOfField(path: string, learns: 'images' | 'words' = 'images'): FieldWords {
  const words = Object.hasOwn(WORDS, path) ? WORDS[path] : undefined;
  const ofText = learns === 'words' && Object.hasOwn(OF_TEXT, path) ? OF_TEXT[path] : undefined;
  return { ...(words ?? { title: plainTitle(path) }), ...ofText };
}

/** `Drop path` of `network.dropPath`. */
function plainTitle(path: string): string {
  const last = path.split('.').at(-1) ?? path;
  const words = last.replaceAll(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
