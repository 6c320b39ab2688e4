import { displayPath, isImageReference } from '@supermin/core';
import type { Command } from './command-names.ts';
import { isInRegistry } from './in-registry.ts';
import type { Invocation } from './invocation.ts';
import { OPTIONS, SUPERMIN5_OPTIONS } from './options.ts';
import { buildsToStandardOutput } from './standard-output.ts';
import { UsageError } from './usage-error.ts';

interface Rule {
  command: Command;
  /** The option, or its value, that leaves the others without a meaning; `oci://REF` is none, but the first name. */
  with: string;
  value?: string;
  options: readonly string[];
}

const REFERENCE = 'oci://REF';

/** What would be ignored: every one of them is an error. */
const RULES: readonly Rule[] = [
  {
    command: 'run',
    with: 'appliance',
    options: ['appliance-package', 'host', 'rw', 'bare'],
  },
  // It is the appliance.
  {
    command: 'run',
    with: REFERENCE,
    options: ['appliance', 'appliance-package', 'host', 'rw', 'bare'],
  },
  {
    command: 'run',
    // Nothing is built.
    with: 'host',
    options: [
      ...['appliance', 'appliance-package', 'package', 'bare', 'size', 'root', 'from', 'mirror'],
      ...['backend', 'resolver', 'weak', 'no-docs', 'strict', 'plugin', 'arch', 'configure'],
    ],
  },
  // Nobody is there to type.
  { command: 'run', with: 'detach', options: ['interactive'] },
  // What others made has what they want in it.
  { command: 'run', with: 'appliance-package', options: ['bare'] },
  { command: 'prepare', with: 'from', options: ['use-installed', 'packager-config', 'strict'] },
  ...(['prepare', 'build', 'run', 'inspect', 'why'] as const).map((command) => ({
    command,
    with: 'from',
    options: ['root', 'resolver'],
  })),
  { command: 'build', with: 'dry-run', options: ['if-newer', 'lock', 'timings', 'json'] },
  // A stage is an event.
  ...(['prepare', 'build', 'fetch'] as const).map((command) => ({
    command,
    with: 'json',
    options: ['timings'],
  })),
  { command: 'inspect', with: 'from', options: ['format'] },
  // One thing is printed.
  { command: 'inspect', with: 'size', options: ['json', 'sbom'] },
  { command: 'inspect', with: 'json', options: ['sbom'] },
  { command: 'prepare', with: 'use-installed', options: ['packager-config'] },
  ...(['prepare', 'build', 'run', 'inspect', 'why'] as const).map((command) => ({
    command,
    with: 'resolver',
    value: 'supermin5',
    options: ['weak'],
  })),
  // The architecture chooses among kernels.
  { command: 'modules', with: 'kernel', options: ['host-cpu'] },
];

/** What `run` builds an appliance from, and how: too late for one that has been built. */
const OF_BUILDING: readonly string[] = [
  ...['package', 'size', 'kernel', 'modules-from', 'backend'],
  ...['resolver', 'weak', 'no-docs', 'strict', 'plugin', 'from', 'mirror', 'arch', 'configure'],
  ...['pull', 'insecure', 'entrypoint'],
];

/**
 * Refuses what has no effect on the full appliance of `run --appliance`, which a small one would be built with.
 *
 * @throws UsageError
 */
export function refuseForFullAppliance({ options }: Invocation): void {
  const given = OF_BUILDING.find((name) => options.has(name));
  if (given === undefined) return;
  const directory = displayPath(options.get('appliance') ?? '');
  throw new UsageError(
    `option '--${given}' has no effect: ${directory} is a full appliance, which has been built`,
    { command: 'run', hint: 'build it with that option, or specify a small one that prepare made' },
  );
}

/** What chooses among packages, or puts their files together. */
const OF_PACKAGES: readonly string[] = [
  ...['package', 'bare', 'backend', 'resolver', 'weak', 'no-docs', 'strict'],
];

/**
 * Refuses what has no effect on a VM that has all of a container image.
 *
 * @throws UsageError
 */
export function refuseForWholeImage({ options }: Invocation): void {
  const given = OF_PACKAGES.find((name) => options.has(name));
  if (given === undefined) return;
  const image = displayPath(options.get('root') ?? '');
  throw new UsageError(`option '--${given}' has no effect: all of ${image} is in the VM`, {
    command: 'run',
    hint: 'leave it out; to choose among packages of the image, use --appliance with what prepare --root made',
  });
}

/** Of registries. */
const OF_REGISTRIES: readonly string[] = ['pull', 'insecure'];

/** Of container images that are roots. */
const OF_IMAGES: readonly string[] = ['entrypoint'];

const OWNED: ReadonlySet<string> = new Set(OPTIONS.map(({ name }) => name));

/** What supermin 5 calls a command, where it is another word. */
const SWITCH: Readonly<Record<string, string>> = { drivers: 'list-drivers' };

/** What is of use beside another option only. */
const NEEDS: Readonly<Record<string, string>> = {
  'lock-timeout': 'lock',
  'configure-timeout': 'configure',
  update: 'from',
  rw: 'host',
  detach: 'name',
};

/** The same for one command. */
const OWN_NEEDS: Partial<Record<Command, readonly (readonly [name: string, needed: string])[]>> = {
  prepare: [['configure', 'from']],
  build: [['net', 'configure']],
};

/**
 * Refuses options that would be ignored. supermin 5 takes all of its own in either mode, so its spelling does, too.
 *
 * @throws UsageError
 */
export function refuseIgnored(invocation: Invocation): void {
  const { command, legacy, options } = invocation;
  const fail = (text: string) => {
    throw new UsageError(text, { command, legacy });
  };
  const given = options.names.filter((name) => !legacy || !SUPERMIN5_OPTIONS.has(name));
  for (const rule of RULES) {
    if (rule.command !== command || !applies(rule, invocation)) continue;
    const other = rule.options.find((name) => given.includes(name));
    if (other !== undefined) fail(`option '--${other}' has no effect with '${shown(rule)}'`);
  }
  // Events would be in what is built. Refused before there are any.
  if (buildsToStandardOutput(invocation) && options.has('json')) {
    fail("option '--json' has no effect with '-o -'");
  }
  const imageless = needsImage(invocation);
  if (imageless !== undefined) fail(imageless);
  for (const [name, needed] of [...Object.entries(NEEDS), ...(OWN_NEEDS[command!] ?? [])]) {
    if (options.has(name) && !options.has(needed)) fail(`option '--${name}' needs '--${needed}'`);
  }
  // Only supermin 5's spelling gets as far with an option of another command.
  const foreign = legacy && given.find((name) => OWNED.has(name) && !isOf(name, command!));
  if (foreign) fail(`option '--${foreign}' has no effect with '--${SWITCH[command!] ?? command}'`);
}

/** What only a container image has a use for. */
function needsImage(invocation: Invocation): string | undefined {
  const { command, names, options } = invocation;
  const images = [options.get('root') ?? '', ...(command === 'inspect' ? names : [])];
  if (images.some(isImageReference)) return undefined;
  const useless = [...(asksRegistry(invocation) ? [] : OF_REGISTRIES), ...OF_IMAGES];
  const given = useless.find((name) => options.has(name));
  if (given !== undefined) return `option '--${given}' needs '--root IMAGE'`;
  if (!options.has('arch') || options.has('from')) return undefined;
  return "option '--arch' needs '--from' or '--root IMAGE'";
}

/** Whether it is about a small appliance in a registry. */
function asksRegistry({ command, names }: Invocation): boolean {
  return command === 'push' || command === 'pull' || (command === 'run' && isInRegistry(names[0]));
}

function shown({ with: name, value }: Rule): string {
  if (name === REFERENCE) return name;
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function applies({ with: name, value }: Rule, { options, names }: Invocation): boolean {
  if (name === REFERENCE) return isInRegistry(names[0]);
  return value === undefined ? options.has(name) : options.get(name) === value;
}

function isOf(name: string, command: Command): boolean {
  return OPTIONS.some((option) => option.name === name && option.commands.includes(command));
}
