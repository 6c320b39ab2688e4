import type { Command } from '../command-names.ts';
import type { OptionSpec } from '../option-spec.ts';

const MAKE: readonly Command[] = ['prepare', 'build', 'pull'];

/** What is written, where, and when. */
export const OUTPUT_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'output',
    short: 'o',
    value: 'DIR',
    commands: MAKE,
    help: 'directory to write; an earlier output in it is replaced (build: - for standard output)',
  },
  {
    name: 'output',
    short: 'o',
    value: 'FILE',
    commands: ['modules'],
    help: 'file to write',
  },
  {
    name: 'force',
    commands: ['prepare', 'build', 'pull', 'modules'],
    help: 'write to DIR or FILE even if it holds something else than an earlier output',
  },
  {
    name: 'format',
    short: 'f',
    value: 'FORMAT',
    commands: ['build'],
    help: 'what to build: ext2, or a format of another writer plugin',
  },
  {
    name: 'size',
    value: 'SIZE',
    commands: ['build', 'run'],
    help: 'size of an ext2 image: N{b,K,M,G}, auto, or +N for that much free (default 4G; run: +4G)',
  },
  { name: 'if-newer', commands: ['build'], help: 'do nothing when the output is up to date' },
  {
    name: 'lock',
    value: 'FILE',
    commands: ['build'],
    help: 'build only while holding a lock on FILE',
  },
  {
    name: 'lock-timeout',
    value: 'TIME',
    kind: 'duration',
    commands: ['build'],
    help: 'give up waiting for the lock after TIME: N{s,m,h,d}, 0 for at once (default: never)',
  },
  {
    name: 'dry-run',
    commands: ['build'],
    help: 'print what would be built, from where, how large, and how much would be downloaded; write nothing',
  },
  { name: 'copy-kernel', commands: ['build'], help: 'copy the kernel instead of linking to it' },
  {
    name: 'kernel',
    value: 'PATH|VERSION',
    commands: ['build', 'run', 'modules'],
    help: 'use this kernel (default: the newest one that has modules)',
  },
  {
    name: 'modules-from',
    value: 'PATH',
    commands: ['build', 'run'],
    help: "take modules from this directory, or this file of 'supermin modules' (default: the kernel's own)",
  },
  {
    name: 'host-cpu',
    value: 'CPU',
    commands: ['build', 'modules'],
    help: "architecture to pick a kernel for (default: this machine's, or that of --root DIR)",
  },
  {
    name: 'include-packagelist',
    commands: ['build'],
    help: 'add /packagelist, the names and versions of all packages',
  },
];
