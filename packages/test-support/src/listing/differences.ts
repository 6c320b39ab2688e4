import type { Entry, Listing } from './list-directory.ts';

/** Differences as readable lines: `PATH: WHAT: FIRST / SECOND`. */
export function differences(first: Listing, second: Listing): string[] {
  const lines: string[] = [];
  for (const path of [...new Set([...first.keys(), ...second.keys()])].sort()) {
    const one = first.get(path);
    const other = second.get(path);
    if (one === undefined) lines.push(`${path}: only in the second`);
    else if (other === undefined) lines.push(`${path}: only in the first`);
    else {
      for (const key of Object.keys(one) as (keyof Entry)[]) {
        if (one[key] !== other[key]) lines.push(`${path}: ${key}: ${one[key]} / ${other[key]}`);
      }
    }
  }
  return lines;
}
