/**
 * What a package's Status means for those who want its files: all are on disk, none is (or only config files), some may
 * be (dpkg is unpacking or removing it, or was interrupted), or it is none of dpkg's.
 */
export type PackageState = 'present' | 'configured' | 'absent' | 'half-installed' | 'unknown';

/** dpkg(1), "Package states". A removed package whose config files are left counts as absent. */
const STATES: ReadonlyMap<string | undefined, PackageState> = new Map([
  ['installed', 'configured'],
  ['triggers-pending', 'present'],
  ['triggers-awaited', 'present'],
  ['half-configured', 'present'],
  ['unpacked', 'present'],
  ['half-installed', 'half-installed'],
  ['config-files', 'absent'],
  ['not-installed', 'absent'],
]);

/** By the whole Status: a database has a handful of different ones. */
const known = new Map<string, PackageState>();

/**
 * Of `install ok installed`: three words, in any spacing and case. A record without a Status, as dselect's selections have
 * had it, is one of a package that is not installed.
 */
export function stateOf(status: string): PackageState {
  let state = known.get(status);
  if (state === undefined) {
    state = parse(status);
    known.set(status, state);
  }
  return state;
}

function parse(status: string): PackageState {
  if (status === '') return 'absent';
  const words = status.toLowerCase().split(/[ \t]+/);
  return (words.length === 3 && STATES.get(words[2])) || 'unknown';
}
