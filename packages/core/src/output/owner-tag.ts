import { readFileSync, readlinkSync } from 'node:fs';
import { attempt } from '../errors/attempt.ts';

/**
 * A part of a file name that says which process made it, so that a later process can tell whether that one
 * is dead and clear away what it left:
 *
 *     supermin-5f0c2a91-4026531836-1234-887766-1c2d3e4f
 *              boot     namespace  pid  start  random
 */
const TAG = /^supermin-([0-9a-f]{8})-(\d+)-(\d+)-(\d+)-[0-9a-f]+$/;

/** After this many seconds, what another boot or container of this machine left is taken for dead. */
const FOREIGN_AGE = 24 * 3600;

/** All of the tags but their ends. */
let ownTag: string | undefined;

/**
 * A new tag of this process. Random at its end: there may be two copies of this package in one process. It need not be
 * secret, as what it names is made exclusively.
 */
export function ownerTag(): string {
  ownTag ??= `supermin-${bootId().slice(0, 8)}-${pidNamespace()}-${process.pid}-${startTime(process.pid)}`;
  return `${ownTag}-${Math.floor(Math.random() * 2 ** 32).toString(16)}`;
}

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Is it the name of a hidden directory that a process works in? */
export function isWorkName(name: string): boolean {
  return name.startsWith('.') && isTag(name.slice(1));
}

/**
 * True if `text` is a tag whose process is surely gone.
 *
 * @param age seconds since the file was changed; decides only where the process cannot be seen from here
 * @param patience so old it is dead then
 */
export function isDeadTag(text: string, age: number, patience = FOREIGN_AGE): boolean {
  const match = TAG.exec(text);
  if (match === null) return false;
  const [, boot, namespace, pid, start] = match;
  if (boot !== bootId().slice(0, 8) || namespace !== pidNamespace()) return age > patience;
  return startTime(Number(pid)) !== start;
}

/** Changes with every boot of the host. Where the kernel does not tell, all boots look alike. */
export function bootId(): string {
  return (
    attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()) ?? '00000000'
  );
}

function pidNamespace(): string {
  return /\d+/.exec(attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '')?.[0] ?? '0';
}

/** When the process started, in clock ticks since boot: proc(5), field 22 of stat. Undefined if there is none. */
function startTime(pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The second field, the program's name, may hold spaces and parentheses.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
