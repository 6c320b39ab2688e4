import type { Stanza } from '../format/stanza.ts';
import { nameIn } from './installed-package.ts';
import { stateOf } from './package-state.ts';

/** The records with what has changed since, in the order of the changes. */
export function applyUpdates(stanzas: readonly Stanza[], changes: readonly Stanza[]): Stanza[] {
  if (changes.length === 0) return [...stanzas];
  const byName = new Map<string, Stanza[]>();
  for (const stanza of stanzas) recordsOf(byName, stanza).push(stanza);
  for (const change of changes) {
    const records = recordsOf(byName, change);
    const at = replacedBy(change, records);
    if (at < 0) records.push(change);
    else records[at] = change;
  }
  return [...byName.values()].flat();
}

function recordsOf(byName: Map<string, Stanza[]>, stanza: Stanza): Stanza[] {
  const name = nameIn(stanza);
  let records = byName.get(name);
  if (records === undefined) {
    records = [];
    byName.set(name, records);
  }
  return records;
}

/**
 * Which record a change takes the place of: that of the same architecture; but where only one is there, and the new one
 * could not be installed beside it, the package may have changed its architecture (from `amd64` to `all`).
 *
 * @returns its index, -1 if it is the first
 */
function replacedBy(change: Stanza, records: readonly Stanza[]): number {
  const isThere = (each: Stanza) => stateOf(each.value('status')) !== 'absent';
  const isCoInstallable = change.value('multi-arch').toLowerCase() === 'same';
  if (!isCoInstallable && records.filter(isThere).length === 1) return records.findIndex(isThere);
  const architecture = change.value('architecture');
  return records.findIndex((each) => each.value('architecture') === architecture);
}
