import type { BytePath } from '@supermin/core';
import { jobUnusable } from '../errors/session.ts';
import { numbers } from './protocol.ts';

/** What a program is handed: text, or bytes that need not be UTF-8. */
export type Argument = string | Uint8Array;

/** Kinds of the fields that SETUP and START are made of, as in guest/frames.h. */
export const FIELD = {
  argument: 1,
  environment: 2,
  directory: 3,
  hostname: 4,
  terminal: 5,
  share: 6,
  user: 7,
  files: 8,
  sync: 9,
  isolated: 10,
} as const;

/** A field: `u32 kind | u32 length | bytes | NUL`; the length is without the NUL. */
export function encodeField(kind: keyof typeof FIELD, value: Buffer): Buffer {
  return Buffer.concat([numbers(FIELD[kind], value.length), value, Buffer.alloc(1)]);
}

/** @throws SuperminError `JOB_UNUSABLE`: a NUL byte where the guest's kernel takes none */
export function textBytes(what: string, value: Argument): Buffer {
  const bytes = Buffer.from(value);
  if (bytes.includes(0)) throw jobUnusable(`${what} holds a NUL character`);
  return bytes;
}

/** @throws SuperminError `JOB_UNUSABLE` */
export function pathBytes(what: string, value: BytePath): Buffer {
  return textBytes(what, Buffer.from(value, 'latin1'));
}
