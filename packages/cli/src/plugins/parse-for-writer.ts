import type { FoundWriter, Registry } from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import { LEGACY_SWITCHES, OPTIONS, type OptionSpec } from '../arguments/options.ts';
import { parseCommandLine } from '../arguments/parse.ts';
import { UsageError } from '../arguments/usage-error.ts';

const OURS: ReadonlySet<string> = new Set([...OPTIONS.map(({ name }) => name), ...LEGACY_SWITCHES]);

/**
 * The options that a writer declares in its manifest; ours come first, where both have one. A switch that is on by default
 * is turned off by `--no-NAME`.
 */
export function writerSpecs({ manifest }: FoundWriter): OptionSpec[] {
  return manifest.options
    .filter(({ name }) => !OURS.has(name))
    .map(({ name, type, help, default: value }) => {
      const commands = ['build'] as const;
      if (value === true) return { name: `no-${name}`, commands, help: `not: ${help}` };
      return {
        name,
        ...(type === 'boolean' ? {} : { value: type === 'integer' ? 'N' : 'VALUE' }),
        commands,
        help: value === undefined || value === false ? help : `${help} (default ${value})`,
      };
    });
}

/**
 * Parses a command line that has an unknown option, with those of the writer.
 *
 * @throws UsageError: `unknown`, if it is none of the writer's
 */
export function parseForWriter(
  argv: readonly string[],
  registry: Registry,
  format: string,
  unknown: UsageError,
): Invocation {
  const writer = writerOf(registry, format);
  if (writer === undefined) throw unknown;
  try {
    return parseCommandLine(argv, writerSpecs(writer));
  } catch (error) {
    const option = error instanceof UsageError ? error.unknownOption : undefined;
    const owner = registry.writers.find((other) =>
      writerSpecs(other).some(({ name }) => `--${name}` === option),
    );
    if (owner === undefined) throw error;
    const text = `option '${option}' belongs to -f ${owner.manifest.name}, not to -f ${format}`;
    throw new UsageError(text, { command: 'build' });
  }
}

/** An unknown format is for `build` to complain about, if nothing else is wrong. */
function writerOf(registry: Registry, format: string): FoundWriter | undefined {
  try {
    return registry.writer(format);
  } catch {
    return undefined;
  }
}
