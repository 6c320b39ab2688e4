import { type ParseArgsConfig, parseArgs } from 'node:util';
import { COMMANDS, type Command, LEGACY_SWITCHES, OPTIONS, type OptionSpec } from './options.ts';
import { UsageError } from './usage-error.ts';

/** What the command line asks for. */
export interface Invocation {
  /** Undefined if none was named: then only `help` and `version` make sense. */
  command: Command | undefined;
  /** True for `supermin --build`, whose errors read as supermin 5's. */
  legacy: boolean;
  /** Names after the options: packages, inputs, or COMMAND and its arguments. */
  names: string[];
  options: OptionValues;
}

/** Options by their long name. */
export class OptionValues {
  constructor(private readonly values: ReadonlyMap<string, (string | true)[]>) {}

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** How often a switch was given. */
  count(name: string): number {
    return this.values.get(name)?.length ?? 0;
  }

  /** The last value given. */
  get(name: string): string | undefined {
    const value = this.values.get(name)?.at(-1);
    return typeof value === 'string' ? value : undefined;
  }

  all(name: string): string[] {
    return (this.values.get(name) ?? []).filter((value) => typeof value === 'string');
  }

  /** @throws UsageError if the value is not a number, at least `minimum` */
  number(name: string, minimum: number): number | undefined {
    const text = this.get(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value < minimum) {
      throw new UsageError(
        `option '--${name}' needs a number of at least ${minimum}, not '${text}'`,
      );
    }
    return value;
  }
}

/**
 * Parses both spellings: `supermin build ...` and supermin 5's `supermin --build ...`. Options may stand before
 * and after names; for `run` they end at COMMAND, whose own options are left alone.
 *
 * @param more options of a writer; see `readCommandLine`
 * @throws UsageError
 */
export function parseCommandLine(
  argv: readonly string[],
  more: readonly OptionSpec[] = [],
): Invocation {
  const known = [...OPTIONS, ...more];
  const first = scan(argv, parserOptions(known, true));
  const legacy = first.switches.size > 0;
  const word = first.positional === undefined ? undefined : argv[first.positional];
  if (!legacy && word !== undefined && isCommand(word)) {
    const before = argv.slice(0, first.positional);
    const after = argv.slice((first.positional ?? 0) + 1);
    return parseSubcommand(word, before, after, known);
  }
  return parseLegacy(argv, legacy, known);
}

/** What can be understood of a command line that has unknown options. */
export function guessInvocation(argv: readonly string[]): Pick<Invocation, 'command' | 'options'> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: parserOptions(OPTIONS, true),
    strict: false,
    allowPositionals: true,
  });
  const options = new Map(Object.entries(values) as [string, (string | true)[]][]);
  const [word = ''] = positionals;
  const legacy = LEGACY_SWITCHES.some((name) => options.has(name));
  const named = isCommand(word) ? word : undefined;
  return {
    command: legacy ? legacyCommand(options) : named,
    options: new OptionValues(options),
  };
}

function isCommand(word: string): word is Command {
  return (COMMANDS as readonly string[]).includes(word);
}

function parseSubcommand(
  command: Command,
  before: string[],
  after: string[],
  known: readonly OptionSpec[],
): Invocation {
  const specs = known.filter(({ commands }) => commands.includes(command));
  const config = parserOptions(specs, false);
  // COMMAND and what follows it are the VM's: hand them to the parser as bare names.
  const end = command === 'run' ? scan(after, config).positional : undefined;
  const own = end === undefined ? after : after.slice(0, end);
  const { names, values } = parse([...before, ...own], config, command);
  return {
    command,
    legacy: false,
    names: end === undefined ? names : after.slice(end),
    options: new OptionValues(values),
  };
}

function parseLegacy(
  argv: readonly string[],
  chosen: boolean,
  known: readonly OptionSpec[],
): Invocation {
  const specs = known.filter(
    ({ commands }) => commands.includes('prepare') || commands.includes('build'),
  );
  const { names, values } = parse(argv, parserOptions(specs, true), undefined);
  return {
    command: legacyCommand(values),
    legacy: chosen,
    names,
    options: new OptionValues(values),
  };
}

function legacyCommand(values: ReadonlyMap<string, unknown>): Command | undefined {
  if (values.has('list-drivers')) return 'drivers';
  if (values.has('prepare') === values.has('build')) return undefined;
  return values.has('prepare') ? 'prepare' : 'build';
}

type ParserOptions = NonNullable<ParseArgsConfig['options']>;

function parserOptions(specs: readonly OptionSpec[], legacy: boolean): ParserOptions {
  const options: ParserOptions = {};
  for (const { name, short, value } of specs) {
    const type = value === undefined ? 'boolean' : 'string';
    options[name] = { type, multiple: true, ...(short === undefined ? {} : { short }) };
  }
  if (legacy) {
    for (const name of LEGACY_SWITCHES)
      options[name] = { type: name === 'dtb' ? 'string' : 'boolean', multiple: true };
  }
  return options;
}

/** Looks over the arguments without complaint: where the first name stands, which of supermin 5's switches there are. */
function scan(
  argv: readonly string[],
  options: ParserOptions,
): { positional: number | undefined; switches: Set<string> } {
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const switches = new Set<string>();
  let positional: number | undefined;
  for (const token of tokens) {
    if (token.kind === 'positional') positional ??= token.index;
    if (token.kind === 'option' && (LEGACY_SWITCHES as readonly string[]).includes(token.name)) {
      switches.add(token.name);
    }
  }
  return { positional, switches };
}

function parse(
  argv: readonly string[],
  options: ParserOptions,
  command: Command | undefined,
): { names: string[]; values: Map<string, (string | true)[]> } {
  try {
    const { positionals, values } = parseArgs({
      // OCaml's spelling, which supermin 5 understands.
      args: argv.map((argument) => (argument === '-help' ? '--help' : argument)),
      options,
      strict: true,
      allowPositionals: true,
    });
    return {
      names: positionals,
      values: new Map(Object.entries(values) as [string, (string | true)[]][]),
    };
  } catch (error) {
    throw usageError(error as Error & { code?: string }, command);
  }
}

function usageError(error: Error & { code?: string }, command: Command | undefined): UsageError {
  const option = /'(-[^'\s]*)/.exec(error.message)?.[1]?.replace(/,$/, '') ?? '';
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
    return new UsageError(`unknown option '${option}'.`, command, option);
  return new UsageError(usageMessage(error, option), command);
}

function usageMessage(error: Error, option: string): string {
  if (/argument missing|ambiguous/.test(error.message))
    return `option '${option}' needs an argument.`;
  if (/does not take an argument/.test(error.message))
    return `option '${option}' takes no argument.`;
  return error.message;
}
