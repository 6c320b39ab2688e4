import { mkdirSync, readFileSync } from 'node:fs';
import { type BytePath, displayPath, type Host, joinPath, toSystemPath } from '@supermin/core';
import { keyringMissing, signatureBad, signatureMissing, signatureUnknown } from '../errors.ts';
import type { Source } from '../sources/source.ts';
import { keyringFiles } from './keyring.ts';

/** Digests that no signature is good with: MD5, SHA-1, RIPEMD-160 (RFC 9580, section 9.5). */
const WEAK: ReadonlySet<string> = new Set(['1', '2', '3']);

export interface Signed {
  /** InRelease, or Release. */
  file: BytePath;
  /** Release.gpg. */
  signature?: BytePath | undefined;
  /** For messages. */
  address: string;
}

/**
 * The text that was signed, after one of the keys of its source was found to have done it: apt's rule. gpgv does the work, and what
 * it says was signed is what is taken.
 *
 * @param directory an empty one
 * @throws SuperminError `KEYRING_MISSING`, `SIGNATURE_BAD`, `SIGNATURE_KEY`, `SIGNATURE_MISSING`, `PROGRAM_MISSING`
 */
export async function verifiedText(
  { file, signature, address }: Signed,
  { signedBy }: Pick<Source, 'signedBy'>,
  { host, directory, signal }: { host: Host; directory: BytePath; signal: AbortSignal },
): Promise<string> {
  const keys = joinPath(directory, 'keys');
  mkdirSync(toSystemPath(keys));
  const keyrings = keyringFiles(host, signedBy, keys);
  if (keyrings.length === 0) throw keyringMissing(address, (signedBy ?? []).map(displayPath));
  const text = joinPath(directory, 'text');
  const argument = (path: BytePath) => toSystemPath(path).toString();
  const { stdout } = await host.run(
    'gpgv',
    [
      ...['--status-fd', '1', '--homedir', argument(directory)],
      ...keyrings.flatMap((keyring) => ['--keyring', argument(keyring)]),
      ...(signature === undefined
        ? ['--output', argument(text), '--', argument(file)]
        : ['--', argument(signature), argument(file)]),
    ],
    { signal, package: 'gpgv' },
  );
  judge(stdout.toString('utf8'), address);
  return readFileSync(toSystemPath(signature === undefined ? text : file), 'utf8');
}

/** gpgv's status lines: doc/DETAILS of GnuPG. */
function judge(status: string, address: string): void {
  const lines = status.split('\n').map((line) => line.replace('[GNUPG:] ', '').split(' '));
  const has = (word: string) => lines.filter(([first]) => first === word);
  if (has('BADSIG').length > 0)
    throw signatureBad(address, 'the text is not the one that was signed');
  let current: string | undefined;
  for (const [word, ...rest] of lines) {
    if (word === 'NEWSIG') current = undefined;
    if (word === 'GOODSIG') current = rest[0];
    if (word === 'VALIDSIG' && current !== undefined && !WEAK.has(rest[7]!)) return;
  }
  const expired = has('EXPKEYSIG')[0] ?? has('EXPSIG')[0];
  if (expired !== undefined) throw signatureBad(address, `key ${expired[1]} has expired`);
  const revoked = has('REVKEYSIG')[0];
  if (revoked !== undefined) throw signatureBad(address, `key ${revoked[1]} was revoked`);
  if (has('GOODSIG').length > 0) throw signatureBad(address, 'its digest is MD5 or SHA-1');
  const unknown = has('NO_PUBKEY').map(([, key]) => key!);
  if (unknown.length > 0) throw signatureUnknown(address, unknown);
  throw signatureMissing(address);
}
