import type { Candidate } from './candidate.ts';
import type { Selection } from './selection.ts';

/** A chain of more is told by its ends. */
const LONGEST_CHAIN = 8;

/**
 * What stands against each package that is broken, the whole chain:
 *
 *     wsdd2 depends on 'ksmbd-tools | samba'; ksmbd-tools conflicts with samba
 */
export function explain(selection: Selection, broken: readonly Candidate[]): string[] {
  const requested = broken.filter((each) => selection.requested.has(each));
  const ways = waysFromRequested(selection);
  return (requested.length > 0 ? requested : broken).map((each) =>
    [...(ways.get(each) ?? []), chain(selection, each)].join('; '),
  );
}

/** How each marked package was come to: `a depends on 'b'`, from one that was asked for on. */
function waysFromRequested(selection: Selection): Map<Candidate, string[]> {
  const ways = new Map<Candidate, string[]>();
  for (const each of selection.requested) ways.set(each, []);
  // A Map's iteration also comes to what is added meanwhile.
  for (const [candidate, way] of ways) {
    if (way.length >= LONGEST_CHAIN) continue;
    for (const clause of candidate.dependencies()) {
      for (const { candidate: next } of selection.solutions(clause)) {
        if (!selection.marked.has(next) || ways.has(next)) continue;
        ways.set(next, [...way, `${candidate.name} depends on '${clause.text}'`]);
      }
    }
  }
  return ways;
}

function chain(selection: Selection, broken: Candidate): string {
  const parts: string[] = [];
  const seen = new Set<Candidate>();
  let current: Candidate | undefined = broken;
  while (current !== undefined && !seen.has(current) && parts.length < LONGEST_CHAIN) {
    seen.add(current);
    const [text, next]: [string, Candidate | undefined] = obstacle(selection, current);
    parts.push(`${current.name} ${text}`);
    current = next;
  }
  return parts.join('; ');
}

function obstacle(selection: Selection, candidate: Candidate): [string, Candidate | undefined] {
  const conflict = selection.conflicting(candidate).find((each) => selection.marked.has(each));
  if (conflict !== undefined && selection.marked.has(candidate)) {
    return [`conflicts with ${conflict.name}${askedFor(selection, conflict)}`, undefined];
  }
  const clauses = selection.unmet(candidate);
  const unmet = clauses.find((each) => selection.solutions(each).length === 0) ?? clauses[0];
  const reason = selection.reasons.get(candidate);
  if (unmet === undefined || reason?.startsWith('conflicts')) {
    return [reason ?? 'cannot be installed', undefined];
  }
  const named = unmet.alternatives.flatMap((each) => selection.pool.solutions(each));
  const next = named.map((each) => each.candidate).find((each) => selection.reasons.has(each));
  const nothing = named.length === 0 ? ', which no package provides' : '';
  return [`depends on '${unmet.text}'${nothing}`, next];
}

function askedFor(selection: Selection, candidate: Candidate): string {
  return selection.requested.has(candidate) ? ', which was asked for, too' : '';
}
