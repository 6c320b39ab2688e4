/** The brand of `@supermin/core`'s errors: this package is a leaf, and yet its errors are told apart from bugs. */
const BRAND = Symbol.for('supermin.error');

/** What is wrong with an archive, or with what should go into one. `code` is stable and meant for programs. */
export class NewcError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitStatus = 1;
  readonly [BRAND] = true;

  constructor(code: string, message: string, hint?: string) {
    super(message);
    this.name = 'NewcError';
    this.code = code;
    this.hint = hint;
  }
}

// --------------------------------------------------------------------------------------- encoding

export function badName(name: string, reason: string): NewcError {
  return new NewcError('NEWC_NAME', `'${displayName(name)}': a name in a cpio archive ${reason}`);
}

export function tooLarge(name: string, size: number): NewcError {
  return new NewcError(
    'NEWC_TOO_LARGE',
    `${displayName(name)}: ${size} bytes; the cpio format newc cannot hold a file over 4294967295 bytes`,
    'choose a format without this limit, or leave the file out',
  );
}

export function fieldRange(name: string, field: string, value: number): NewcError {
  return new NewcError(
    'NEWC_FIELD',
    `${displayName(name)}: ${field} ${value} does not fit into a cpio header`,
  );
}

export function bodyLength(name: string, expected: number, got: number): NewcError {
  return new NewcError(
    'NEWC_BODY',
    `${displayName(name)}: ${expected} bytes were announced, ${got} came; did the file change meanwhile?`,
  );
}

export function linksMissing(name: string, expected: number, got: number): NewcError {
  return new NewcError(
    'NEWC_LINKS',
    `${displayName(name)}: ${expected} hard links were announced, ${got} came`,
  );
}

export function finished(): NewcError {
  return new NewcError('NEWC_FINISHED', 'the cpio archive is already finished');
}

// --------------------------------------------------------------------------------------- decoding

export function notCpio(archive: string, offset: number, found: Uint8Array): NewcError {
  const text = Buffer.from(found).toString('latin1');
  const at = `${archive}: at offset ${offset}`;
  if (text === '07070X') {
    return new NewcError(
      'NEWC_STRIPPED',
      `${at} is a header of rpm's own cpio variant 07070X (for files over 4 GiB), which cannot be read alone`,
      'unpack the package with rpm2archive',
    );
  }
  if (text === '070707') {
    return new NewcError('NEWC_MAGIC', `${at} is an old portable cpio header (odc), not newc`);
  }
  return new NewcError('NEWC_MAGIC', `${at} is not a cpio header: '${displayName(text)}'`);
}

export function badField(archive: string, offset: number, field: string, text: string): NewcError {
  return new NewcError(
    'NEWC_FIELD',
    `${archive}: in the cpio header at offset ${offset} ${field} is '${displayName(text)}'`,
  );
}

export function truncated(archive: string, offset: number): NewcError {
  return new NewcError(
    'NEWC_TRUNCATED',
    `${archive}: the cpio archive is truncated at offset ${offset}`,
  );
}

export function badChecksum(archive: string, name: string, offset: number): NewcError {
  return new NewcError(
    'NEWC_CHECKSUM',
    `${archive}: the checksum of ${displayName(name)} (header at offset ${offset}) does not fit its content`,
  );
}

export function bodyLimit(archive: string, name: string, size: number, limit: number): NewcError {
  return new NewcError(
    'NEWC_LIMIT',
    `${archive}: ${displayName(name)} has ${size} bytes, at most ${limit} are taken here`,
  );
}

export function bodyPassed(archive: string, name: string): NewcError {
  return new NewcError(
    'NEWC_PASSED',
    `${archive}: the content of ${displayName(name)} was already read or passed over`,
  );
}

/** For messages: UTF-8 where it is, stray bytes and control characters as `\xNN`. */
function displayName(name: string): string {
  let text = name;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(name, 'latin1'));
  } catch {
    text = name.replace(/[^\x00-\x7f]/g, escapeByte);
  }
  return text.replace(/[\x00-\x1f\x7f]/g, escapeByte);
}

function escapeByte(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
