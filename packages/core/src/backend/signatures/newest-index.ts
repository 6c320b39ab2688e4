import { isSuperminError } from '../../errors/supermin-error.ts';
import type { OpenRepositoryOptions } from '../../plugin/repository-contract.ts';
import type { SeenIndex, SeenIndexes } from './seen-indexes.ts';

/** Seconds for which an index is taken as new. */
const FRESH = 3600;

/** An index may be this many seconds older than the newest one that was seen: mirrors are behind each other. */
const BEHIND = 24 * 3600;

type HowNew = Pick<OpenRepositoryOptions, 'update' | 'report'>;

/** Of a repository whose index has a date. */
export interface DatedIndex<T extends { date: number }> {
  /** For messages: what it is called, and its first address. */
  name: string;
  address: string;
  /** Where this machine takes it from: all addresses. */
  place: string;
  /** The repository, whichever mirror it is on: another one must not bring back what this machine has left behind. */
  repository: string;
  /** By which keys it has to be signed. */
  signedBy: string;
  /** Whether somebody vouches for the text; a date that anybody can have written would shut out all that follow. */
  isVouched: boolean;
  /** A new one, verified. */
  fetch(): Promise<string>;
  /** @throws SuperminError for what is damaged, expired or another one */
  parse(text: string): T | Promise<T>;
  /** Makes the error for one that is too old. */
  tooOld(found: Date, newest: Date): Error;
}

/**
 * The index that was downloaded within the last hour, else a new one; without a network, the last one.
 *
 * @throws what `fetch`, `parse` and `tooOld` say
 */
export async function newestIndex<T extends { date: number }>(
  index: DatedIndex<T>,
  seen: SeenIndexes,
  options: HowNew,
): Promise<T> {
  const { place, repository, signedBy } = index;
  const known = seen.find(place, signedBy);
  const newest = seen.newest(repository);
  const kept = isFresh(known, options) ? await parseKept(index, known) : undefined;
  if (kept !== undefined && kept.date >= newest - BEHIND) return kept;
  const fetched = await fetchOrKeep(index, known, options);
  const parsed = await index.parse(fetched ?? known!.text);
  if (parsed.date < newest - BEHIND) {
    throw index.tooOld(new Date(parsed.date * 1000), new Date(newest * 1000));
  }
  if (fetched !== undefined) {
    const now = Date.now() / 1000;
    // A date in the future would shut out all that follow, too.
    if (index.isVouched) seen.saveDate(repository, Math.min(parsed.date, now));
    seen.save(place, { text: fetched, fetched: now, signedBy });
  }
  return parsed;
}

/** @returns undefined if it will not do any more: it may have expired since, and where it came from there is a newer one */
async function parseKept<T extends { date: number }>(
  { parse }: Pick<DatedIndex<T>, 'parse'>,
  { text }: SeenIndex,
): Promise<T | undefined> {
  try {
    return await parse(text);
  } catch (error) {
    if (isSuperminError(error)) return undefined;
    throw error;
  }
}

/** @returns undefined if the last one has to do */
async function fetchOrKeep(
  { fetch, name, address }: Pick<DatedIndex<never>, 'fetch' | 'name' | 'address'>,
  known: SeenIndex | undefined,
  options: HowNew,
): Promise<string | undefined> {
  try {
    return await fetch();
  } catch (error) {
    if (known === undefined || !mayKeep(error, options)) throw error;
    warnOffline(address, name, options);
    return undefined;
  }
}

/** Whether nobody has to look for a newer one. */
export function isFresh(known: SeenIndex | undefined, { update }: HowNew): known is SeenIndex {
  if (known === undefined || update) return false;
  return Math.abs(Date.now() / 1000 - known.fetched) < FRESH;
}

/** Whether the last one will do after this error: the network is not there, and nobody asked for a new one. */
export function mayKeep(error: unknown, { update }: HowNew): boolean {
  return !update && isSuperminError(error) && error.code === 'DOWNLOAD_FAILED';
}

export function warnOffline(address: string, name: string, { report }: HowNew): void {
  const text = `${address} cannot be reached: ${name} could not be checked: using the copy from the last check`;
  report({ kind: 'warning', text });
}
