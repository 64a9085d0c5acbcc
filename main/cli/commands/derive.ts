import { Option } from 'commander';
import {
  architectureToFile,
  DERIVATION_RULES,
  deriveArchitecture,
  findFormat,
  formatNames,
  isPair,
  parseAlphas,
  printArchitecture,
} from '../../spaces/index.ts';
import type { DeriveOptions as DerivationOptions } from '../../spaces/index.ts';
import type { CommandDef } from '../command.ts';
import { readText } from '../genotype-argument.ts';
import { readSpaceArgument, SPACE_HELP } from '../space-argument.ts';

interface DeriveOptions {
  readonly space: string;
  readonly alphas: string;
  readonly rule: keyof typeof DERIVATION_RULES;
  readonly values: DerivationOptions['values'];
  readonly to: string;
}

/** `derive`: the genotype that alphas stand for. */
export const derive: CommandDef = {
  summary: 'derive the genotype that alphas stand for',
  define(command, { output }) {
    const rules = Object.entries(DERIVATION_RULES).map(([name, { title }]) => `${name}: ${title}`);
    command
      .requiredOption('--space <space>', SPACE_HELP)
      .requiredOption('--alphas <file>', 'JSON with alphas_normal and alphas_reduce, or - for standard input')
      .addOption(
        new Option('--rule <rule>', rules.join('; '))
          .choices(Object.keys(DERIVATION_RULES))
          .default('skip-none'),
      )
      .addOption(
        new Option('--values <kind>', 'what the file holds: alphas, or the mixture that their softmax gave')
          .choices(['alphas', 'mixture'])
          .default('alphas'),
      )
      .addOption(
        new Option('--to <format>', 'the form to write it in').choices(formatNames()).default('python'),
      )
      .action(({ space, alphas, rule, values: kind, to }: DeriveOptions) => {
        const searched = readSpaceArgument(space);
        const values = parseAlphas(readText(alphas === '-' ? 0 : alphas));
        const { skipZero } = DERIVATION_RULES[rule];
        const genotype = deriveArchitecture(searched, values, { skipZero, values: kind });
        const file = architectureToFile(genotype);
        const written = (): string => {
          if (isPair(genotype)) return findFormat(to).print(genotype);
          return to === 'json' ? JSON.stringify(file, null, 2) : printArchitecture(genotype);
        };
        output.result({ genotype: file }, written);
      });
  },
};
