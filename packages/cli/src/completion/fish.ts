import { PACKAGE_NAMES, VM_NAMES } from './lookups.ts';
import type { CompletedCommand, CompletedOption, Offer } from './model.ts';
import { quotedForFish } from './quote.ts';

/** A script for fish 3, to be kept as ~/.config/fish/completions/supermin.fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  return [
    "# Made by 'supermin completion fish'.",
    lookup('__supermin_packages', PACKAGE_NAMES),
    lookup('__supermin_vms', VM_NAMES),
    'complete -c supermin -f',
    ...commands.map(commandLine),
    ...commands.flatMap((command) => [
      ...command.options.map((option) => optionLine(command.name, option)),
      namesLine(command),
    ]),
    '',
  ].join('\n');
}

function lookup(name: string, program: string): string {
  return `function ${name}\n  sh -c ${quotedForFish(program)} sh (commandline -ct) ''\nend`;
}

function commandLine({ name, summary }: CompletedCommand): string {
  return `complete -c supermin -n __fish_use_subcommand -a ${name} -d ${quotedForFish(summary)}`;
}

function optionLine(command: string, { long, short, offer, help }: CompletedOption): string {
  const forms = [
    ...(short === undefined ? [] : ['-s', short.slice(1)]),
    ...['-l', long.slice(2)],
    ...(offer === undefined ? [] : valueWords(offer)),
  ];
  return `${behind(command)} ${forms.join(' ')} -d ${quotedForFish(help)}`;
}

function namesLine({ name, names }: CompletedCommand): string {
  if (names.kind === 'file' || names.kind === 'directory') return `${behind(name)} -F`;
  const list = listOf(names);
  return list === '' ? '' : `${behind(name)} -f -a ${quotedForFish(list)}`;
}

function behind(command: string): string {
  return `complete -c supermin -n '__fish_seen_subcommand_from ${command}'`;
}

/** `-r` leaves files to be chosen, `-x` does not. */
function valueWords(offer: Offer): string[] {
  if (offer.kind === 'file') return ['-r', '-F'];
  const list = listOf(offer);
  return list === '' ? ['-x'] : ['-x', '-a', quotedForFish(list)];
}

function listOf(offer: Offer): string {
  if (offer.kind === 'words') return offer.words.join(' ');
  return LISTS[offer.kind];
}

const LISTS = {
  directory: '(__fish_complete_directories (commandline -ct) "")',
  file: '',
  program: '(__fish_complete_command)',
  package: '(__supermin_packages)',
  vm: '(__supermin_vms)',
  nothing: '',
} as const;
