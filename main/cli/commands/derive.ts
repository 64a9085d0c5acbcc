import { existsSync } from 'node:fs';
import { Option } from 'commander';
import { AppError } from '../../base/errors.ts';
import {
  DERIVATION_RULES,
  deriveGenotype,
  FORMATS,
  genotypeToFile,
  parseAlphas,
  readSpaceText,
} from '../../spaces/index.ts';
import type { SearchSpace } from '../../spaces/index.ts';
import type { CommandDef } from '../command.ts';
import { readText } from '../genotype-argument.ts';

interface DeriveOptions {
  readonly space: string;
  readonly alphas: string;
  readonly rule: keyof typeof DERIVATION_RULES;
}

/** `derive`: the genotype that alphas stand for. */
export const derive: CommandDef = {
  summary: 'derive the genotype that alphas stand for',
  define(command, { output }) {
    const rules = Object.entries(DERIVATION_RULES).map(([name, { title }]) => `${name}: ${title}`);
    command
      .requiredOption('--space <space>', 'the name of a search space, or its file')
      .requiredOption('--alphas <file>', 'JSON with alphas_normal and alphas_reduce, or - for standard input')
      .addOption(
        new Option('--rule <rule>', rules.join('; '))
          .choices(Object.keys(DERIVATION_RULES))
          .default('skip-none'),
      )
      .action(({ space, alphas, rule }: DeriveOptions) => {
        const values = parseAlphas(readText(alphas === '-' ? 0 : alphas));
        const { skip } = DERIVATION_RULES[rule];
        const genotype = deriveGenotype(spaceOf(space), values, { skip, values: 'alphas' });
        output.result({ genotype: genotypeToFile(genotype) }, () => FORMATS.python.print(genotype));
      });
  },
};

/** The space that an argument means: a name wins over a file. */
function spaceOf(argument: string): SearchSpace {
  try {
    return readSpaceText(argument);
  } catch (error) {
    const isUnknown = error instanceof AppError && error.code === 'spaces/space-unknown';
    if (!isUnknown || !existsSync(argument)) throw error;
    return readSpaceText(readText(argument));
  }
}
