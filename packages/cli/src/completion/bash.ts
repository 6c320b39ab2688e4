import { PACKAGE_NAMES, VM_NAMES } from './lookups.ts';
import type { CompletedCommand, CompletedOption, Offer } from './model.ts';
import { quoted } from './quote.ts';

/** A script for bash 4.4 or newer; it needs no bash-completion. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return [
    "# Made by 'supermin completion bash'.",
    caseFunction('_supermin_options', '$1', commands.map(optionsLine)),
    caseFunction('_supermin_value', '$1 $2', commands.flatMap(valueLines)),
    caseFunction('_supermin_names', '$1', commands.map(namesLine)),
    BODY.replace('@COMMANDS@', () => commands.map(({ name }) => name).join(' '))
      .replace('@PACKAGES@', () => quoted(PACKAGE_NAMES))
      .replace('@VMS@', () => quoted(VM_NAMES)),
  ].join('\n');
}

/** A function that sets `offer`, as the branches say. */
function caseFunction(name: string, subject: string, branches: readonly string[]): string {
  return `${name}() {\n  case "${subject}" in\n${branches.join('\n')}\n  esac\n}\n`;
}

function optionsLine({ name, options }: CompletedCommand): string {
  const all = options.flatMap(({ long, short }) => (short === undefined ? [long] : [long, short]));
  return `    ${name}) offer=${quoted(`words ${all.join(' ')}`)} ;;`;
}

function valueLines({ name, options }: CompletedCommand): string[] {
  return options.flatMap(({ long, short, offer }: CompletedOption) => {
    if (offer === undefined) return [];
    const forms = [long, ...(short === undefined ? [] : [short])];
    const patterns = forms.map((form) => `'${name} ${form}'`).join(' | ');
    return [`    ${patterns}) offer=${quoted(offerText(offer))} ;;`];
  });
}

function namesLine({ name, names }: CompletedCommand): string {
  return `    ${name}) offer=${quoted(offerText(names))} ;;`;
}

function offerText(offer: Offer): string {
  return offer.kind === 'words' ? `words ${offer.words.join(' ')}` : offer.kind;
}

// '=' is a word of its own in COMP_WORDS. Behind COMMAND of run, and NAME of exec, all is the VM's.
const BODY = `_supermin() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command='' offer='' ended='' pending='' names=0 i word
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $pending ]]; then
      [[ $word == = ]] || pending=''
    elif [[ -z $ended && $word == -- ]]; then
      ended=yes
    elif [[ -z $ended && $word == -* ]]; then
      offer=''
      _supermin_value "$command" "$word"
      [[ -z $offer ]] || pending=$word
    elif [[ -z $command ]]; then
      command=$word
    else
      names=$((names + 1))
      case $command in run | exec) ended=yes ;; esac
    fi
  done
  [[ $cur != = ]] || cur=''
  offer=''
  if [[ -n $pending ]]; then
    _supermin_value "$command" "$pending"
  elif [[ -z $command ]]; then
    offer='words @COMMANDS@'
  elif [[ -z $ended && $cur == -* ]]; then
    _supermin_options "$command"
  else
    case $command$names in
      exec1) offer=program ;;
      run0 | exec0) _supermin_names "$command" ;;
      run* | exec*) offer=file ;;
      *) _supermin_names "$command" ;;
    esac
  fi
  case $offer in
    words*) mapfile -t COMPREPLY < <(compgen -W "\${offer#words}" -- "$cur") ;;
    directory) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    file) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    program) mapfile -t COMPREPLY < <(compgen -c -- "$cur") ;;
    package) mapfile -t COMPREPLY < <(sh -c @PACKAGES@ sh "$cur" '') ;;
    vm) mapfile -t COMPREPLY < <(sh -c @VMS@ sh "$cur") ;;
  esac
}

complete -F _supermin supermin
`;
