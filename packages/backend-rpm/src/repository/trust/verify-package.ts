import { writeFileSync } from 'node:fs';
import {
  type BytePath,
  joinPath,
  type RepositoryContext,
  type RepositoryPackage,
  toSystemPath,
  withTemporaryDirectory,
} from '@supermin/core';
import { packageDamaged, SignatureErrors, verifyFile } from '@supermin/core/backend';
import { HEADER_MAGIC, type Header } from '../../format/header.ts';
import { payloadDigest } from '../../format/package-digests.ts';
import { Tag } from '../../format/tags.ts';
import { openPackage } from '../unpack/open-package.ts';
import { HINTS } from './keys.ts';

type Context = Pick<RepositoryContext, 'host' | 'signal' | 'cacheDirectory'>;

/**
 * Checks that one of the keys signed a package: its header, and by the digest in that its payload, which fits once it is opened.
 *
 * @param keys in ASCII armour
 * @throws SuperminError `SIGNATURE_*`, `KEYRING_MISSING`, `PACKAGE_DAMAGED`, `PROGRAM_MISSING`
 */
export async function verifyPackage(
  file: BytePath,
  pkg: RepositoryPackage,
  keys: readonly string[],
  context: Context,
): Promise<void> {
  const name = `${pkg.name} ${pkg.version}`;
  const { header, bytes, signature } = await openPackage(file, pkg, context.signal);
  const packets = signaturesOf(signature.header);
  if (packets === undefined) throw new SignatureErrors(`package ${name}`, HINTS).missing();
  await withTemporaryDirectory(context.cacheDirectory, async (directory) => {
    const signed = joinPath(directory, 'header');
    const detached = joinPath(directory, 'signature');
    writeFileSync(toSystemPath(signed), Buffer.concat([HEADER_MAGIC, bytes]));
    writeFileSync(toSystemPath(detached), packets);
    const request = { file: signed, signature: detached, address: `package ${name}` };
    await verifyFile(request, { keyrings: keys, hints: HINTS }, { ...context, directory });
  });
  if (payloadDigest(header)?.algorithm === 'sha256') return;
  throw packageDamaged(name, 'what was signed has no SHA-256 of its files');
}

/** OpenPGP packets: those of rpm 6 in base64, else those for the header alone. */
function signaturesOf(signature: Header): Buffer | undefined {
  const modern = signature.texts(Tag.openPgp).map((text) => Buffer.from(text, 'base64'));
  const old = [Tag.rsaHeader, Tag.dsaHeader].flatMap((tag) => signature.raw(tag)?.data ?? []);
  const all = modern.length > 0 ? modern : old;
  return all.length === 0 ? undefined : Buffer.concat(all);
}
