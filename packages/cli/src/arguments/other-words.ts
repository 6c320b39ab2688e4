import { ownEntry } from '@supermin/core';

/**
 * Words that other programs have for what we have by another name, or that we need no word for: container engines, package managers,
 * QEMU. They are what is typed by those who come from there, and none of them is near enough to be found as a misspelling.
 */

/** Commands of others: what to type instead. */
const COMMANDS: Readonly<Record<string, string>> = {
  ...each(
    ['ls', 'list'],
    "'supermin ps' lists VMs, 'supermin cache ls' the cache, 'supermin inspect' what is in an appliance",
  ),
  ...each(['rm', 'kill', 'down', 'delete'], "to end a VM: 'supermin stop NAME'"),
  ...each(
    ['start', 'boot', 'shell', 'create', 'up', 'launch'],
    "to start a VM: 'supermin run'; of an appliance, 'supermin run --appliance DIR'",
  ),
  ...each(['attach', 'enter', 'ssh'], "to run a command in a VM: 'supermin exec NAME COMMAND'"),
  ...each(['logs', 'log'], 'the output of a detached VM is in $XDG_RUNTIME_DIR/supermin/NAME.log'),
  ...each(
    ['install', 'init', 'new', 'add'],
    "to make an appliance of packages: 'supermin prepare PACKAGE... -o DIR'",
  ),
  ...each(
    ['show', 'info', 'packages', 'tree', 'size'],
    "to see what is in an appliance or an image: 'supermin inspect DIR'",
  ),
  ...each(['images', 'df'], "to see what is kept on the disk: 'supermin cache ls'"),
  ...each(['clean', 'purge', 'gc', 'prune', 'rmi'], "to free disk space: 'supermin cache prune'"),
  ...each(['depends', 'rdepends'], "to see what needs a package: 'supermin why PACKAGE DIR'"),
  ...each(['convert', 'export', 'save', 'make'], "to make an image: 'supermin build -f FORMAT'"),
  ...each(['update', 'upgrade'], "for newer packages: 'supermin prepare --update'"),
};

/** Options of others: the one that we have. */
const OPTIONS: Readonly<Record<string, string>> = {
  ...each(['--volume', '--mount', '--bind', '--virtfs'], '--share'),
  ...each(['-m', '--ram'], '--memory'),
  ...each(['--smp', '--vcpus'], '--cpus'),
  ...each(['--drive', '--hda', '--device'], '--disk'),
  ...each(['--port', '--ports', '--expose', '--hostfwd'], '--publish'),
  ...each(['--network', '--nic'], '--net'),
  ...each(['--image'], '--root'),
  ...each(['--distro', '--suite', '--release', '--repository', '--repo'], '--from'),
  ...each(['--type'], '--format'),
  ...each(['--force-yes'], '--force'),
  '-u': '--user',
};

/** Options of others that ours do without. */
const NEEDLESS: Readonly<Record<string, string>> = {
  '--rm': 'leave it out: what the VM writes is gone at its end, but for shares and disks',
  ...each(['--privileged', '--cap-add'], 'leave it out: COMMAND is root in a VM of its own'),
  '--env-file': 'write each variable with --env NAME=VALUE',
  '-c': 'options of COMMAND come after it: supermin run -p bash -- bash -c SCRIPT',
  '--all': "write the names; 'supermin ps' lists all VMs",
  '-a': 'leave it out: all are listed',
  ...each(['--yes', '-y', '--assume-yes'], 'leave it out: nothing is asked'),
  '--enable-kvm': 'leave it out: KVM is used where it works; --accel kvm insists on it',
};

/** What to say of a command that we do not have. */
export function commandHint(word: string): string | undefined {
  return ownEntry(COMMANDS, word);
}

/** @returns the option with its dashes that is called so here */
export function optionInstead(spelled: string): string | undefined {
  return ownEntry(OPTIONS, spelled);
}

/** What to say of an option that nothing here corresponds to. */
export function needlessHint(spelled: string): string | undefined {
  return ownEntry(NEEDLESS, spelled);
}

function each(words: readonly string[], text: string): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, text]));
}
