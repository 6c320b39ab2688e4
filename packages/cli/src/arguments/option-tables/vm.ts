import type { OptionSpec } from '../option-spec.ts';

/** What is in a VM, and what it has of this machine. */
export const VM_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'name',
    value: 'NAME',
    commands: ['run'],
    help: "name of the VM, for 'supermin exec', 'ps' and 'stop', and its hostname; it ends with COMMAND all the same",
  },
  {
    name: 'detach',
    short: 'd',
    commands: ['run'],
    help: "with --name: print the name when the VM is up, and leave it running until COMMAND ends, without COMMAND until 'supermin stop'",
  },
  {
    name: 'package',
    short: 'p',
    value: 'NAME',
    repeatable: true,
    commands: ['run'],
    help: 'package to have in the VM, with all that it needs',
  },
  {
    name: 'bare',
    commands: ['run'],
    help: "only COMMAND's package, those of -p and what they need (default: what the distribution calls essential, ps and less as well)",
  },
  {
    name: 'host',
    commands: ['run'],
    help: "this machine's whole root in the VM, read-only with a writable layer that is thrown away; COMMAND runs as the same user in the same directory",
  },
  {
    name: 'rw',
    value: 'DIR',
    repeatable: true,
    commands: ['run'],
    help: 'with --host: what COMMAND writes below this directory is written here',
  },
  {
    name: 'appliance',
    value: 'DIR',
    commands: ['run'],
    help: "boot this appliance: a full one that 'build -f ext2' or 'build -f cpio' made, or a small one of 'prepare', which is built first",
  },
  {
    name: 'appliance-package',
    value: 'NAME|DIR',
    commands: ['run'],
    help: 'boot the appliance that an npm package carries (default COMMAND: /init)',
  },
  {
    name: 'share',
    value: 'DIR[:MOUNT][:ro|:rw]',
    repeatable: true,
    commands: ['run'],
    help: "mount a directory of this machine in the VM (default MOUNT: DIR; a ':' in a name is written '\\:')",
  },
  {
    name: 'disk',
    value: 'FILE[:ro|:rw]',
    repeatable: true,
    commands: ['run'],
    help: 'give the VM a disk image as well, there /dev/disk/by-id/virtio-disk0: raw, or qcow2 if it is called so; what the VM writes to it is kept',
  },
  {
    name: 'net',
    commands: ['run'],
    help: 'give the VM a network: it reaches what this machine reaches, this machine itself as 10.0.2.2',
  },
  {
    name: 'net',
    commands: ['build'],
    help: 'give the scripts of --configure a network (default: none)',
  },
  {
    name: 'publish',
    value: '[ADDR:]HOST:GUEST',
    repeatable: true,
    commands: ['run'],
    help: 'connect TCP port HOST of this machine with port GUEST of the VM (default ADDR: 127.0.0.1)',
  },
];
