import { nearestName } from '@supermin/core';
import type { Invocation } from './invocation.ts';
import type { OptionSpec } from './option-spec.ts';
import { refuseIgnored } from './refused.ts';
import { UsageError } from './usage-error.ts';
import { formOf, isNumberKind, readNumber } from './value-kinds.ts';

/** What docker's `-v` takes, where ours takes nothing: `DIR:MOUNT`. */
const VOLUME = /^[^:]+:\/[^:]*(:r[ow])?$/;

/** What docker's `-p` takes, where ours takes a package: `[ADDR:]HOST:GUEST[/tcp]`. */
const PORTS = /^((?:[\d.]+:)?\d+:\d+)(?:\/(?:tcp|udp))?$/;

/** How many names a command takes, where it is not any number. */
const MOST_NAMES: Readonly<Record<string, number>> = {
  push: 2,
  pull: 1,
  ps: 0,
  modules: 1,
  cache: 1,
  plugins: 0,
  drivers: 0,
  explain: 1,
  completion: 1,
};

/** Of COMMAND only the program has to be something. */
const OWN_NAMES: Readonly<Record<string, number>> = { run: 1, exec: 2 };

/** Commands that have to be told which VM. */
const NEED_VM: readonly (string | undefined)[] = ['exec', 'stop'];

/**
 * What is wrong with a command line whose words are understood: values, options that would be ignored, too many names.
 *
 * @throws UsageError
 */
export function checkInvocation(invocation: Invocation, known: readonly OptionSpec[]): void {
  const { command, legacy, options } = invocation;
  if (command === undefined || options.has('help') || options.has('version')) return;
  const specs = known.filter(({ commands }) => commands.includes(command));
  for (const spec of specs) {
    for (const value of options.all(spec.name)) {
      const fault = valueFault(spec, value, legacy);
      if (fault === undefined) continue;
      throw new UsageError(`option '--${spec.name}' ${fault.what}`, {
        command,
        legacy,
        hint: fault.hint,
      });
    }
  }
  refuseIgnored(invocation);
  checkNames(invocation);
}

interface Fault {
  what: string;
  hint?: string | undefined;
}

function valueFault(spec: OptionSpec, value: string, legacy: boolean): Fault | undefined {
  const { kind, value: shown = '' } = spec;
  if (kind === undefined) {
    // supermin 5 takes them, and complains itself where it cannot.
    return value === '' && !legacy ? { what: `has an empty value; it needs ${shown}` } : undefined;
  }
  if (kind === 'choice') return choiceFault(shown.split('|'), value);
  if (!isNumberKind(kind) || readNumber(kind, value) !== undefined) return undefined;
  return { what: `needs ${formOf(kind)}, not '${value}'` };
}

function choiceFault(choices: readonly string[], value: string): Fault | undefined {
  if (choices.includes(value)) return undefined;
  const near = nearestName(value, choices);
  return {
    what: `needs ${choices.join(' or ')}, not '${value}'`,
    hint: near === undefined ? undefined : `did you mean '${near}'?`,
  };
}

/** A size is what people give to `prune`, or the kind of what is to go. */
function cacheHint([action, argument]: readonly string[]): string {
  return action === 'prune' && /^\d/.test(argument!)
    ? `a size is given with an option: supermin cache prune --limit ${argument}`
    : "'supermin cache prune' removes what was not used for the longest time, 'clear' everything";
}

function checkNames({ command, legacy, names, options }: Invocation): void {
  if (legacy) return;
  if (command === 'run' && options.has('verbose') && VOLUME.test(names[0] ?? '')) {
    throw new UsageError(`'${names[0]}' is not a command, and option '-v' is --verbose`, {
      command,
      hint: `to share a directory, write --share ${names[0]}`,
    });
  }
  const ports = options.all('package').map((name) => PORTS.exec(name)?.[1]);
  const publish = ports.find((port) => port !== undefined);
  if (command === 'run' && publish !== undefined) {
    throw new UsageError(`'${publish}' is not a package, and option '-p' is --package`, {
      command,
      hint: `to connect ports, write --publish ${publish}`,
    });
  }
  if (NEED_VM.includes(command) && names.length === 0) {
    throw new UsageError('the name of the VM is missing', {
      command,
      hint: "'supermin ps' lists those that are running",
    });
  }
  const extra = names[MOST_NAMES[command!] ?? names.length];
  if (extra !== undefined) {
    const hint = command === 'cache' ? cacheHint(names) : undefined;
    throw new UsageError(`unexpected argument '${extra}'`, { command, hint });
  }
  const checked = names.slice(0, OWN_NAMES[command!]);
  if (checked.includes('')) {
    throw new UsageError('one of the names is empty', {
      command,
      hint: 'is it a variable of the shell that is not set?',
    });
  }
}
