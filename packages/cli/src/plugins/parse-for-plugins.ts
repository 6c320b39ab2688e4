import {
  attempt,
  type FoundBackend,
  type FoundWriter,
  localHost,
  type OptionManifest,
  type Registry,
} from '@supermin/core';
import type { Command } from '../arguments/command-names.ts';
import type { Invocation } from '../arguments/invocation.ts';
import type { OptionSpec } from '../arguments/option-spec.ts';
import { LEGACY_SWITCHES, OPTIONS } from '../arguments/options.ts';
import { parseCommandLine } from '../arguments/parse.ts';
import { optionSpec } from '../arguments/plugin-option.ts';
import { UsageError } from '../arguments/usage-error.ts';

/** The commands that take options of backends. */
const BACKEND_COMMANDS: readonly Command[] = ['prepare', 'build', 'run'];
const WRITER_COMMANDS: readonly Command[] = ['build'];

const OURS: ReadonlySet<string> = new Set([...OPTIONS.map(({ name }) => name), ...LEGACY_SWITCHES]);

/** The options that a writer declares in its manifest; ours come first, where both have one. */
export function writerSpecs({ manifest }: FoundWriter): OptionSpec[] {
  return specs(manifest.options, WRITER_COMMANDS);
}

/** The same of a backend. */
export function backendSpecs({ manifest }: FoundBackend): OptionSpec[] {
  return specs(manifest.options, BACKEND_COMMANDS);
}

function specs(
  options: FoundWriter['manifest']['options'],
  commands: readonly Command[],
): OptionSpec[] {
  return options
    .filter(({ name }) => !OURS.has(name))
    .map((option) => optionSpec(option, commands));
}

/**
 * Parses a command line that has an unknown option, with those of the writer that `-f` chooses and of the backend that
 * `--backend` chooses, or else the root.
 *
 * @param guess what is understood of the command line without them
 * @throws UsageError: `unknown`, if it is none of theirs
 */
export function parseForPlugins(
  argv: readonly string[],
  guess: Pick<Invocation, 'command' | 'options'>,
  registry: Registry,
  unknown: UsageError,
): Invocation {
  const format = guess.command === 'build' ? guess.options.get('format') : undefined;
  const writer = attempt(() => (format === undefined ? undefined : registry.writer(format)));
  const backend = attempt(() => backendFor(guess, registry));
  const known = [
    ...(writer === undefined ? [] : writerSpecs(writer)),
    ...(backend === undefined ? [] : backendSpecs(backend)),
  ];
  if (known.length === 0) throw ownerOf(registry, guess, unknown) ?? unknown;
  try {
    const invocation = parseCommandLine(argv, known);
    if (writer !== undefined && backend !== undefined) refuseUnlike(writer, backend, invocation);
    return invocation;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw ownerOf(registry, guess, error) ?? error;
  }
}

/**
 * What a writer and a backend both declare, both get: that makes sense if it is the same to both.
 *
 * @throws UsageError
 */
function refuseUnlike(
  { manifest: writer }: FoundWriter,
  { manifest: backend }: FoundBackend,
  { command, options }: Invocation,
): void {
  const unlike = writer.options.find((one) =>
    backend.options.some((other) => nameOf(one) === nameOf(other) && !isAlike(one, other)),
  );
  if (unlike === undefined || !options.has(nameOf(unlike))) return;
  const text = `option '--${nameOf(unlike)}' is not the same to -f ${writer.name} and to --backend ${backend.name}`;
  throw new UsageError(text, {
    command,
    hint: 'leave it out, or choose another format or backend',
  });
}

/** On the command line: `no-NAME` for a switch that is on. */
function nameOf(option: OptionManifest): string {
  return optionSpec(option, []).name;
}

function isAlike(one: OptionManifest, other: OptionManifest): boolean {
  return one.type === other.type && (one.repeatable ?? false) === (other.repeatable ?? false);
}

function backendFor({ options }: Pick<Invocation, 'options'>, registry: Registry): FoundBackend {
  const name = options.get('backend');
  return name === undefined
    ? registry.detect(localHost(options.get('root') ?? '/')).found
    : registry.backend(name);
}

/** A better word for an option that another plugin has; undefined if none has. */
function ownerOf(
  registry: Registry,
  { command, options }: Pick<Invocation, 'command' | 'options'>,
  { unknownOption }: UsageError,
): UsageError | undefined {
  if (command === undefined || unknownOption === undefined) return undefined;
  const has = (each: OptionSpec) =>
    `--${each.name}` === unknownOption && each.commands.includes(command);
  const formats = registry.writers.filter((each) => writerSpecs(each).some(has));
  const backends = registry.backends.filter((each) => backendSpecs(each).some(has));
  const option = formats.length > 0 ? '-f' : '--backend';
  const owners = formats.length > 0 ? formats : backends;
  if (owners.length === 0) return undefined;
  const names = owners.map(({ manifest }) => `${option} ${manifest.name}`);
  const chosen = options.get(formats.length > 0 ? 'format' : 'backend');
  const not = chosen === undefined ? '' : `, not to ${option} ${chosen}`;
  const text = `option '${unknownOption}' belongs to ${listed(names)}${not}`;
  return new UsageError(text, { command });
}

function listed(names: readonly string[]): string {
  const last = names.at(-1)!;
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
