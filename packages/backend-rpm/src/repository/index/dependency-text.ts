import { ownEntry } from '@supermin/core';
import type { Dependency } from '../../format/package-record.ts';
import { Sense } from '../../format/tags.ts';

/** Comparisons of an index, and how spec files write them. */
const COMPARISONS: Readonly<Record<string, string>> = {
  LT: '<',
  LE: '<=',
  EQ: '=',
  GE: '>=',
  GT: '>',
};

const SENSES: Readonly<Record<string, number>> = {
  '<': Sense.less,
  '<=': Sense.less | Sense.equal,
  '=': Sense.equal,
  '>=': Sense.greater | Sense.equal,
  '>': Sense.greater,
};

/** `2:1.0-3`; an epoch of 0 is not written. */
export function evrText(epoch: string | undefined, version: string, release?: string): string {
  const before = epoch === undefined || /^0*$/.test(epoch) ? '' : `${epoch}:`;
  return `${before}${version}${release === undefined ? '' : `-${release}`}`;
}

/** An `<rpm:entry>` as a spec file writes it: `foo >= 2:1.0-3`. */
export function entryText({
  name = '',
  flags = '',
  epoch,
  ver,
  rel,
}: Readonly<Record<string, string>>): string {
  const comparison = ownEntry(COMPARISONS, flags);
  return comparison === undefined || ver === undefined
    ? name
    : `${name} ${comparison} ${evrText(epoch, ver, rel)}`;
}

/** The reverse. What has a parenthesis in front is a rich dependency, and stays as it is. */
export function parseDependencyText(text: string): Dependency {
  if (text.startsWith('(')) return { name: text, flags: 0, version: '' };
  const [name = '', comparison = '', version = ''] = text.split(' ');
  return { name, flags: ownEntry(SENSES, comparison) ?? 0, version };
}
