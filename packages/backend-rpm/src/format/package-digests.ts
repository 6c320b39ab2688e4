import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';
import { damaged } from '../errors.ts';
import { DIGEST_ALGORITHMS } from './digest-algorithms.ts';
import { HEADER_MAGIC, type Header } from './header.ts';
import type { PackageFile } from './package-parts.ts';
import { SignatureTag, Tag } from './tags.ts';

/** OpenPGP's and rpm's number of SHA-256. */
const SHA256 = 8;

/**
 * Compares an .rpm file with the digests in it, as `rpm -K --nosignature` does.
 *
 *     header     SHA-256 (rpm ≥ 4.14) and SHA-1, in the signature
 *     payload    SHA-256, in the header (rpm ≥ 4.14)
 *     both       MD5, in the signature: only where one of them has nothing better
 *
 * @throws SuperminError `RPM_DAMAGED`; an AbortError
 */
export async function checkDigests(
  path: BytePath,
  file: PackageFile,
  signal: AbortSignal,
): Promise<void> {
  const hasHeaders = checkHeader(path, file);
  const payload = payloadDigest(file.header);
  const md5 = file.signature.header.raw(SignatureTag.md5)?.data.toString('hex');
  if (payload !== undefined) {
    await compare(payload, [bytesOf(path, file, signal)], () =>
      damaged(path, file.payload.offset, 'a payload with a wrong digest'),
    );
  }
  if (hasHeaders && payload !== undefined) return;
  if (md5 === undefined) throw damaged(path, 0, 'a package without digests');
  const parts = [[HEADER_MAGIC, file.bytes], bytesOf(path, file, signal)];
  await compare({ algorithm: 'md5', expected: md5 }, parts, () =>
    damaged(path, headerOffset(file), 'a package with a wrong digest'),
  );
}

/** @returns whether there is one */
function checkHeader(path: BytePath, file: PackageFile): boolean {
  let isThere = false;
  for (const [tag, algorithm] of [
    [Tag.sha256Header, 'sha256'],
    [Tag.sha1Header, 'sha1'],
  ] as const) {
    const expected = file.signature.header.string(tag);
    if (expected === undefined) continue;
    isThere = true;
    const found = createHash(algorithm).update(HEADER_MAGIC).update(file.bytes).digest('hex');
    if (found !== expected) {
      throw damaged(path, headerOffset(file), 'a header with a wrong digest');
    }
  }
  return isThere;
}

function headerOffset({ payload, bytes }: PackageFile): number {
  return payload.offset - bytes.length - HEADER_MAGIC.length;
}

interface Digest {
  algorithm: string;
  expected: string;
}

/** Of the payload, as the header has it. An algorithm that is not known is none. */
export function payloadDigest(header: Header): Digest | undefined {
  const number = header.numbers(Tag.payloadDigestAlgorithm)?.[0] ?? SHA256;
  const algorithm = DIGEST_ALGORITHMS.get(number);
  const [expected] = header.texts(Tag.payloadDigest);
  return algorithm === undefined || expected === undefined ? undefined : { algorithm, expected };
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

async function compare(
  { algorithm, expected }: Digest,
  parts: readonly Chunks[],
  fault: () => Error,
): Promise<void> {
  const hash = createHash(algorithm);
  for (const chunks of parts) for await (const chunk of chunks) hash.update(chunk);
  if (hash.digest('hex') !== expected) throw fault();
}

async function* bytesOf(
  path: BytePath,
  { payload: { offset, size } }: PackageFile,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (size === 0) return;
  const range = { start: offset, end: offset + size - 1, signal };
  yield* createReadStream(toSystemPath(path), range);
}
