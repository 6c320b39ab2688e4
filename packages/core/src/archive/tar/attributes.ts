import type { PaxRecords } from './pax-records.ts';
import { type PosixAcl, parseAcl } from './posix-acl.ts';

/** The extended attributes of a member. */
export interface MemberAttributes {
  /** By full name, a byte string. */
  xattrs: Map<string, Uint8Array>;
  /** Names of those that could not be read. */
  lost: string[];
  /** The nine mode bits that an access ACL stands for. */
  aclMode: number | undefined;
}

/** The value as it is; GNU tar, star and bsdtar. */
const PLAIN = 'SCHILY.xattr.';
/** The value in base64; bsdtar, beside the other one. */
const BASE64 = 'LIBARCHIVE.xattr.';
const ACLS = [
  { record: 'SCHILY.acl.access', name: 'system.posix_acl_access' },
  { record: 'SCHILY.acl.default', name: 'system.posix_acl_default' },
] as const;

export function attributesOf(records: PaxRecords, isDirectory: boolean): MemberAttributes {
  const found: MemberAttributes = { xattrs: new Map(), lost: [], aclMode: undefined };
  for (const [key, value] of records) {
    if (key.startsWith(PLAIN)) found.xattrs.set(plainName(key.slice(PLAIN.length)), value);
  }
  for (const [key, value] of records) {
    if (key.startsWith(BASE64)) addBase64(found, key.slice(BASE64.length), value);
  }
  for (const { record, name } of ACLS) {
    const text = records.get(record)?.toString('latin1');
    if (text) addAcl(found, name, parseAcl(text), isDirectory);
  }
  return found;
}

/** GNU tar writes only `=` and `%` in another way. */
function plainName(name: string): string {
  return name.replace(/%(3D|25)/g, (_, digits) => (digits === '3D' ? '=' : '%'));
}

function addBase64({ xattrs, lost }: MemberAttributes, key: string, value: Buffer): void {
  const name = key.replace(/%([0-9A-Fa-f]{2})/g, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  if (xattrs.has(name)) return;
  const text = value.toString('latin1');
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text)) xattrs.set(name, Buffer.from(text, 'base64'));
  else lost.push(name);
}

function addAcl(
  found: MemberAttributes,
  name: (typeof ACLS)[number]['name'],
  acl: PosixAcl | undefined,
  isDirectory: boolean,
): void {
  const isAccess = name === 'system.posix_acl_access';
  if (acl === undefined) found.lost.push(name);
  else if (isAccess) {
    found.aclMode = acl.mode;
    // The kernel makes mode bits of it.
    if (!acl.isMinimal) found.xattrs.set(name, acl.value);
  } else if (isDirectory) found.xattrs.set(name, acl.value);
}
