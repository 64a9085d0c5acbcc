import { sizeOf } from '../../engine/index.ts';
import { countNetwork } from '../../nn/index.ts';
import { traced } from './pass.ts';
import type { LanguageModel } from './pass.ts';

/** What a language model costs. */
export interface LanguageCosts {
  /** Trainable numbers; the decoder's matrix is the embedding, and counts once. */
  readonly params: number;
  readonly embedding: number;
  readonly cell: number;
  readonly decoder: number;
  /** Multiply-accumulates of one word: those of the cell's products and of the decoder's. */
  readonly macs: number;
  readonly macsOfCell: number;
  readonly macsOfDecoder: number;
}

/** Counts a language model. */
export function languageCosts(model: Omit<LanguageModel, 'layout'>): LanguageCosts {
  const network = traced({ ...model, fused: false }, { length: 1, batch: 1, mode: 'eval' });
  const { layers } = countNetwork(network);
  const macsOf = (name: string): number => layers.find((layer) => layer.name === name)?.macs ?? 0;
  const numbers = (begins: string): number =>
    network.parameters
      .filter(({ name }) => name.startsWith(begins))
      .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const [embedding, cell, decoder] = [numbers('encoder'), numbers('rnns'), numbers('decoder')];
  const [macsOfCell, macsOfDecoder] = [macsOf('rnns.0'), macsOf('decoder')];
  return {
    params: embedding + cell + decoder,
    ...{ embedding, cell, decoder, macsOfCell, macsOfDecoder },
    macs: macsOfCell + macsOfDecoder,
  };
}
