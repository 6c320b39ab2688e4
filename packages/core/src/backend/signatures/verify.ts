import { mkdirSync, readFileSync } from 'node:fs';
import type { Host } from '../../host/host.ts';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../../path/byte-path.ts';
import { SignatureErrors, type SignatureHints } from './errors.ts';
import { keyringFiles } from './keyring-files.ts';

/** Digests that no signature is good with: MD5, SHA-1, RIPEMD-160 (RFC 9580, section 9.5). */
const WEAK: ReadonlyMap<string, string> = new Map([
  ['1', 'MD5'],
  ['2', 'SHA-1'],
  ['3', 'RIPEMD-160'],
]);

/** GPG_ERR_NO_PUBKEY, in an `ERRSIG`. */
const NO_KEY = '9';

export interface Signed {
  /** What was signed; with the signature around it if there is no `signature`. */
  file: BytePath;
  /** A signature of its own, in binary or ASCII armour. */
  signature?: BytePath | undefined;
  /** For messages. */
  address: string;
}

/** Whose signature counts. */
export interface Signers {
  /** Absolute paths of keyrings, or keys in ASCII armour. */
  keyrings: readonly string[];
  /** Fingerprints of keys of theirs that do not count, in capitals. */
  distrusted?: ReadonlySet<string> | undefined;
  /** Fingerprints, in capitals, of the only keys that count, with their subkeys; with `!` at its end, of a key alone. Default: all. */
  only?: readonly string[] | undefined;
  hints: SignatureHints;
}

export interface VerifyOptions {
  host: Host;
  /** An empty one. */
  directory: BytePath;
  signal: AbortSignal;
}

/**
 * The bytes that were signed, after one of the keys was found to have done it. gpgv does the work, and what it says was signed is
 * what is taken.
 *
 * @throws SuperminError `KEYRING_MISSING`, `SIGNATURE_BAD`, `SIGNATURE_KEY`, `SIGNATURE_MISSING`, `PROGRAM_MISSING`
 */
export async function verifiedContent(
  { file, signature, address }: Signed,
  signers: Signers,
  options: VerifyOptions,
): Promise<Buffer> {
  const text = joinPath(options.directory, 'text');
  const argument = (path: BytePath) => toSystemPath(path).toString();
  const args =
    signature === undefined
      ? ['--output', argument(text), '--', argument(file)]
      : ['--', argument(signature), argument(file)];
  const request = { args, address, looked: signature ?? file };
  await verify(request, signers, options);
  return readFileSync(toSystemPath(signature === undefined ? text : file));
}

/**
 * The same for a file of any size with a signature of its own, which is not read into memory.
 *
 * @throws SuperminError, as `verifiedContent`
 */
export async function verifyFile(
  { file, signature, address }: Signed & { signature: BytePath },
  signers: Signers,
  options: VerifyOptions,
): Promise<void> {
  const args = ['--', ...[signature, file].map((path) => toSystemPath(path).toString())];
  await verify({ args, address, looked: signature }, signers, options);
}

interface Request {
  /** gpgv's. */
  args: readonly string[];
  address: string;
  /** What a signature should be in. */
  looked: BytePath;
}

async function verify(
  { args, address, looked }: Request,
  { keyrings, hints, distrusted = new Set(), only }: Signers,
  { host, directory, signal }: VerifyOptions,
): Promise<void> {
  const errors = new SignatureErrors(address, hints);
  const keys = joinPath(directory, 'keys');
  mkdirSync(toSystemPath(keys));
  const files = keyringFiles(host, keyrings, keys);
  if (files.length === 0) throw errors.keyringMissing(keyrings.map(displayPath));
  const argument = (path: BytePath) => toSystemPath(path).toString();
  const { stdout } = await host.run(
    'gpgv',
    [
      ...['--status-fd', '1', '--homedir', argument(directory)],
      ...files.flatMap((each) => ['--keyring', argument(each)]),
      ...args,
    ],
    { signal, package: 'gpgv' },
  );
  judge(stdout.toString('utf8'), { distrusted, only, errors, isPage: () => isPage(looked) });
}

interface Judging {
  distrusted: ReadonlySet<string>;
  only: readonly string[] | undefined;
  errors: SignatureErrors;
  /** Whether there is HTML in the place of a signature. */
  isPage(): boolean;
}

/** gpgv's status lines: doc/DETAILS of GnuPG. */
function judge(status: string, { distrusted, only, errors, isPage }: Judging): void {
  const lines = status.split('\n').map((line) => line.replace('[GNUPG:] ', '').split(' '));
  const bad = lines.some(([word]) => word === 'BADSIG');
  if (bad) throw errors.bad('the text is not the one that was signed');
  let isGood = false;
  let problem: string | undefined;
  for (const [word, ...rest] of lines) {
    if (word === 'NEWSIG') isGood = false;
    if (word === 'GOODSIG') isGood = true;
    if (word !== 'VALIDSIG' || !isGood) continue;
    const digest = WEAK.get(rest[7]!);
    // The key itself, and the one that it belongs to.
    const keys = [rest[0]!, rest[9]!];
    const refused = keys.find((key) => distrusted.has(key));
    const counts = only?.some((key) => keys.includes(key) || key === `${rest[0]}!`) ?? true;
    if (digest === undefined && refused === undefined && counts) return;
    if (digest !== undefined) problem = `its digest is ${digest}`;
    else if (refused !== undefined) problem = `key ${refused} is not trusted any more`;
    else problem = `key ${rest[9]} is none of those that may sign it`;
  }
  const made = problem === undefined ? futureOf(lines) : undefined;
  if (made !== undefined) throw errors.future(made);
  problem ??= problemOf(lines);
  if (problem !== undefined) throw errors.bad(problem);
  const unknown = lines.flatMap(([word, key]) => (word === 'NO_PUBKEY' ? [key!] : []));
  if (unknown.length > 0) throw errors.unknownKeys(unknown);
  throw isPage() ? errors.page() : errors.missing();
}

/** When a signature says that it was made that gpgv cannot check, if that is later than now: its key may not be there yet. */
function futureOf(lines: readonly string[][]): Date | undefined {
  const times = lines.flatMap(([word, ...rest]) => (word === 'ERRSIG' ? [Number(rest[4])] : []));
  const late = times.find((time) => time > Date.now() / 1000);
  return late === undefined ? undefined : new Date(late * 1000);
}

function isPage(file: BytePath): boolean {
  const head = readFileSync(toSystemPath(file)).toString('latin1', 0, 256);
  return /^\s*<(?:!doctype|html|head|\?xml)/i.test(head);
}

/** Why gpgv itself takes none of the signatures to be good; undefined if it knows none of the keys, or there is none. */
function problemOf(lines: readonly string[][]): string | undefined {
  const keyOf = (wanted: string) => lines.find(([word]) => word === wanted)?.[1];
  const expired = keyOf('EXPKEYSIG');
  if (expired !== undefined) return `key ${expired} has expired`;
  const late = keyOf('EXPSIG');
  if (late !== undefined) return `that of key ${late} has expired`;
  const revoked = keyOf('REVKEYSIG');
  if (revoked !== undefined) return `key ${revoked} was revoked`;
  const unchecked = lines.find(([word, ...rest]) => word === 'ERRSIG' && rest[5] !== NO_KEY);
  if (unchecked === undefined) return undefined;
  // MD5 it does not even look at.
  const digest = WEAK.get(unchecked[3]!);
  return digest === undefined
    ? `gpgv cannot check that of key ${unchecked[1]}`
    : `its digest is ${digest}`;
}
