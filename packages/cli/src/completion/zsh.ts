import { PACKAGE_NAMES, VM_NAMES } from './lookups.ts';
import type { CompletedCommand, CompletedOption, Offer } from './model.ts';
import { quoted } from './quote.ts';

/** A script for zsh, to be sourced behind `compinit`, or to be kept as `_supermin` in a directory of `fpath`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return [
    '#compdef supermin',
    "# Made by 'supermin completion zsh'.",
    lookup('_supermin_packages', PACKAGE_NAMES),
    lookup('_supermin_vms', VM_NAMES),
    '_supermin() {',
    '  local curcontext=$curcontext state line',
    '  local -a commands=(',
    ...commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`),
    '  )',
    "  _arguments -C '1: :->command' '*:: :->rest'",
    '  case $state in',
    "    command) _describe 'command' commands ;;",
    '    rest)',
    '      case $words[1] in',
    ...commands.flatMap(commandLines),
    '      esac ;;',
    '  esac',
    '}',
    'if [[ $funcstack[1] == _supermin ]]; then _supermin "$@"; else compdef _supermin supermin; fi',
    '',
  ].join('\n');
}

function lookup(name: string, program: string): string {
  const found = `"\${(@f)$(sh -c ${quoted(program)} sh "$PREFIX" '')}"`;
  return `${name}() {\n  local -a found=(${found})\n  compadd -a found\n}`;
}

function commandLines({ name, options, names }: CompletedCommand): string[] {
  const lines = [...options.map(optionSpec), ...namesSpecs(name, names)];
  return [
    `        ${name}) _arguments -s -S \\`,
    ...lines.map((line, at) => `          ${line}${at < lines.length - 1 ? ' \\' : ' ;;'}`),
  ];
}

function optionSpec({ long, short, offer, repeatable, help }: CompletedOption): string {
  const [forLong, forShort] = offer === undefined ? ['', ''] : ['=', '+'];
  const forms =
    short === undefined ? `${long}${forLong}` : `{${short}${forShort},${long}${forLong}}`;
  const others = short === undefined ? long : `${short} ${long}`;
  const before = quoted(repeatable ? '*' : `(${others})`);
  const described = `[${help.replace(/[\\[\]:]/g, '\\$&')}]`;
  return `${before}${forms}${quoted(`${described}${offer === undefined ? '' : `: :${action(offer)}`}`)}`;
}

/** Behind COMMAND all is COMMAND's own. */
function namesSpecs(command: string, names: Offer): string[] {
  if (command === 'run') return ["'(-)1: :_command_names -e'", "'*:: :_normal'"];
  if (command === 'exec') {
    return ["'1: :_supermin_vms'", "'(-)2: :_command_names -e'", "'*:: :_normal'"];
  }
  return [quoted(`*: :${action(names)}`)];
}

const ACTIONS = {
  directory: '_files -/',
  file: '_files',
  program: '_command_names -e',
  package: '_supermin_packages',
  vm: '_supermin_vms',
  nothing: ' ',
} as const;

function action(offer: Offer): string {
  return offer.kind === 'words' ? `(${offer.words.join(' ')})` : ACTIONS[offer.kind];
}
