import { writeFileSync } from 'node:fs';
import {
  type BytePath,
  isSuperminError,
  joinPath,
  type OpenRepositoryOptions,
  toSystemPath,
  withTemporaryDirectory,
} from '@supermin/core';
import { SignatureErrors, verifyFile } from '@supermin/core/backend';
import { HINTS } from '../errors.ts';
import type { Check } from '../sources/source.ts';
import type { Keyring } from './keyring.ts';

/** Bytes of a signature: one has 600; several may be in a file. */
const LIMIT = 1 << 16;

export interface SignedFile {
  file: BytePath;
  /** For messages. */
  what: string;
  /** Addresses of the file: `.sig` is beside it. */
  urls: readonly string[];
  /** The signature, where it is known already. */
  signature?: Buffer | undefined;
}

/**
 * Checks the signature of a file as `SigLevel` wants it.
 *
 * @returns whether it has a good one
 * @throws SuperminError `SIGNATURE_*`, `KEYRING_MISSING`, `PROGRAM_MISSING`; `DOWNLOAD_*` for a signature that may be there
 */
export async function verifySigned(
  signed: SignedFile,
  check: Exclude<Check, 'never'>,
  { signers }: Keyring,
  options: OpenRepositoryOptions,
): Promise<boolean> {
  const { host, signal, cacheDirectory } = options;
  const verify = (signature: BytePath) =>
    withTemporaryDirectory(cacheDirectory, async (directory) => {
      const { file, what: address } = signed;
      await verifyFile({ file, signature, address }, signers, { host, directory, signal });
      return true;
    });
  if (signed.signature !== undefined) {
    const bytes = signed.signature;
    return withTemporaryDirectory(cacheDirectory, (directory) => {
      const path = joinPath(directory, 'signature');
      writeFileSync(toSystemPath(path), bytes);
      return verify(path);
    });
  }
  const urls = signed.urls.map((url) => `${url}.sig`);
  const name = `the signature of ${signed.what}`;
  try {
    return await options.fetcher.fetch({ name, urls, limit: LIMIT }, verify);
  } catch (error) {
    if (!isSuperminError(error) || error.code !== 'DOWNLOAD_MISSING') throw error;
    if (check === 'required') throw new SignatureErrors(signed.what, HINTS).missing();
    return false;
  }
}
