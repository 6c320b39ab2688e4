import { COMMANDS, type Command } from './command-names.ts';
import type { OptionSpec } from './option-spec.ts';
import { OPTIONS } from './options.ts';

interface CommandHelp {
  usage: string;
  summary: string;
  example: string;
}

export const COMMAND_HELP: Readonly<Record<Command, CommandHelp>> = {
  prepare: {
    usage: 'supermin prepare [OPTION...] -o DIR PACKAGE...',
    summary: 'Make a small appliance from package names.',
    example: 'supermin prepare bash coreutils -o appliance.d',
  },
  build: {
    usage: 'supermin build [OPTION...] -f FORMAT -o DIR INPUT...',
    summary: "Build the full appliance from a small one and this machine's packages.",
    example: 'supermin build -f ext2 appliance.d -o appliance',
  },
  run: {
    usage: 'supermin run [OPTION...] [oci://REF] [--] [COMMAND [ARGUMENT...]]',
    summary:
      "Boot a VM made from this machine's packages and run COMMAND in it (default: a shell).\n" +
      "With oci://REF the VM is made of a small appliance that 'supermin push' put into a registry.\n" +
      "The exit status is COMMAND's; 124: timeout, 125: usage error, or the VM could not be made or run,\n" +
      '126: COMMAND cannot be executed, 127: COMMAND not found.',
    example: 'supermin run -p python3 -- python3 -c "print(6*7)"',
  },
  fetch: {
    usage: 'supermin fetch [OPTION...] INPUT...',
    summary:
      "Download the packages of an appliance's lock.json, so that build needs no network.\nThey are kept in the user's cache, unpacked: the next build from any lock that has them finds them there.",
    example: 'supermin fetch appliance.d',
  },
  push: {
    usage: 'supermin push [OPTION...] REF APPLIANCE',
    summary:
      'Put a small appliance into a container registry, by skopeo, and print its digest.\n' +
      'REF is REGISTRY/NAME[:TAG].',
    example: 'supermin push registry.example/team/tools:1.0 appliance.d',
  },
  pull: {
    usage: 'supermin pull [OPTION...] REF -o DIR',
    summary:
      'Take a small appliance out of a container registry, by skopeo, and print its digest.\n' +
      'REF is REGISTRY/NAME[:TAG|@DIGEST].',
    example: 'supermin pull registry.example/team/tools:1.0 -o appliance.d',
  },
  inspect: {
    usage: 'supermin inspect [OPTION...] APPLIANCE|OUTPUT|IMAGE|--from DISTRO:RELEASE PACKAGE...',
    summary:
      'List what is in a small appliance, in an output of build, in a container image (named as for --root),\nor in a set of packages: packages, files, sizes.',
    example: 'supermin inspect appliance',
  },
  why: {
    usage: 'supermin why [OPTION...] PACKAGE|PATH APPLIANCE|PACKAGE...',
    summary:
      'Tell by which dependencies a package comes in, from what an appliance or the command line asks for.\n' +
      'The exit status is 1 if it does not come in.',
    example: 'supermin why libacl1 appliance.d',
  },
  exec: {
    usage: 'supermin exec [OPTION...] NAME [--] [COMMAND [ARGUMENT...]]',
    summary:
      "Run COMMAND (default: a shell) in a VM that was started with 'supermin run --name NAME'.\n" +
      "The exit status is COMMAND's; 125: usage error, or there is no such VM or it ended,\n" +
      '126: COMMAND cannot be executed, 127: COMMAND not found.',
    example: 'supermin exec -it work -- bash',
  },
  ps: {
    usage: 'supermin ps [--json]',
    summary: 'List the VMs that have names.',
    example: 'supermin ps',
  },
  stop: {
    usage: 'supermin stop [OPTION...] NAME...',
    summary:
      'Stop VMs that have names: commands get SIGTERM, and time to end. Returns when all writes to shares and disks are done.',
    example: 'supermin stop work',
  },
  modules: {
    usage: 'supermin modules [OPTION...] [VERSION] -o FILE',
    summary:
      'Put all modules of a kernel (default: the one that build would take) into one file.\n' +
      'With it and the kernel, appliances are built and booted where /lib/modules has none.',
    example: 'supermin modules -o modules.ext2',
  },
  cache: {
    usage: 'supermin cache ls|prune|clear',
    summary:
      "List what is kept in this user's cache, remove what was not used for the longest time, or all of it.\n" +
      'What a VM uses stays. run keeps the cache below a limit: SUPERMIN_CACHE_LIMIT (500M, 20G), by default 10G, or a tenth of\n' +
      'the disk if that is less.',
    example: 'supermin cache prune --limit 1G',
  },
  plugins: {
    usage: 'supermin plugins [--json]',
    summary: 'List the plugins that were found, and rejected plugins with the reason.',
    example: 'supermin plugins',
  },
  drivers: {
    usage: 'supermin drivers',
    summary: 'List the package managers that the plugins know, and which one is detected here.',
    example: 'supermin drivers',
  },
  explain: {
    usage: 'supermin explain [CODE]',
    summary:
      'Tell what an error means, why it happens and what to do (default: list the codes of all errors).\n' +
      'Errors without a hint show their code; with -v all do.',
    example: 'supermin explain NO_SPACE',
  },
  completion: {
    usage: 'supermin completion bash|zsh|fish',
    summary:
      'Print a script that completes commands, options, formats and names of packages in a shell.',
    example: 'source <(supermin completion bash)',
  },
};

export function generalHelp(): string {
  const commands = COMMANDS.map(
    (name) => `  ${name.padEnd(10)} ${COMMAND_HELP[name].summary.split('\n')[0]}`,
  );
  return [
    'supermin - build small appliances into full, bootable ones',
    '',
    'Usage:',
    ...COMMANDS.map((name) => `  ${COMMAND_HELP[name].usage}`),
    '',
    'Commands:',
    ...commands,
    '',
    "supermin 5's command line is also accepted:",
    '  supermin --prepare [OPTION...] -o DIR PACKAGE...',
    '  supermin --build [OPTION...] -f FORMAT -o DIR INPUT...',
    '  supermin --list-drivers | --version | --help',
    '',
    "'supermin help COMMAND' lists the options of a command; 'supermin version' prints the version.",
    '',
  ].join('\n');
}

/** Options that not everybody has: those of a writer. */
export interface MoreOptions {
  title: string;
  options: readonly OptionSpec[];
}

export function commandHelp(command: Command, more: readonly MoreOptions[] = []): string {
  const { usage, summary, example } = COMMAND_HELP[command];
  const own = OPTIONS.filter(({ commands }) => commands.includes(command));
  return [
    `Usage: ${usage}`,
    '',
    summary,
    '',
    'Options:',
    ...own.map(row),
    '',
    ...more.flatMap(({ title, options }) => [title, ...options.map(row), '']),
    'Example:',
    `  ${example}`,
    '',
  ].join('\n');
}

function row({ name, short, value, help }: OptionSpec): string {
  const long = `--${name}${value === undefined ? '' : ` ${value}`}`;
  return `  ${short === undefined ? '    ' : `-${short}, `}${long.padEnd(28)} ${help}`;
}
