import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';

export interface Arguments {
  /** Names of workloads; empty: all. */
  only: readonly string[];
  runs: number;
  cold: boolean;
  /** Where large fixtures may go. */
  scratch: string;
  /** The Markdown file; JSON and pictures go beside it. Undefined: standard output. */
  output?: string;
}

export const USAGE = `usage: npm run bench -- [--only NAME,...] [--runs N] [--no-cold] [--scratch DIR] [--output FILE.md]
`;

const SMALLEST = 1;

/** @throws {TypeError} an option that there is not, or a value that makes no sense */
export function parseArguments(argv: readonly string[], names: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    allowNegative: true,
    options: {
      only: { type: 'string' },
      runs: { type: 'string', default: '7' },
      cold: { type: 'boolean', default: true },
      scratch: { type: 'string', default: tmpdir() },
      output: { type: 'string' },
    },
  });
  const only = values.only?.split(',') ?? [];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`there is no workload '${unknown}'; there are: ${names.join(', ')}`);
  }
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < SMALLEST) throw new TypeError('--runs wants a number');
  if (values.output !== undefined && !values.output.endsWith('.md')) {
    throw new TypeError('--output wants a name that ends with .md');
  }
  return { only, runs, cold: values.cold, scratch: values.scratch, output: values.output };
}
