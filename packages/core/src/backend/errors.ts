import { SuperminError } from '../errors/supermin-error.ts';
import { thrownText } from '../errors/thrown-text.ts';
import type { SuperminEvent } from '../events/event.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** A package object that this database did not hand out. */
export function unknownPackage(manager: string, packageId: string): SuperminError {
  return new SuperminError(
    'PACKAGE_UNKNOWN',
    `package ${packageId} is not in this ${manager} database`,
  );
}

/** A package's archive that cannot be read, whatever is wrong with it. */
export function archiveDamaged(archive: BytePath, cause: unknown): SuperminError {
  return new SuperminError(
    'PACKAGE_DAMAGED',
    `${displayPath(archive)}: the package cannot be unpacked: ${thrownText(cause)}`,
    { hint: "if it lies in the package manager's cache, delete it and try again", cause },
  );
}

/** A path that no package can have: nothing may be written outside of an appliance. */
export function notBelowRoot(packageId: string, path: BytePath): SuperminError {
  return new SuperminError(
    'PACKAGE_PATH',
    `package ${packageId}: ${displayPath(path)}: not a plain path below the root`,
    { hint: 'leave this package out' },
  );
}

/** A part of a database that cannot be read: an error only for those who need it. */
export function warnUnread({ message, hint }: SuperminError): SuperminEvent {
  return { kind: 'warning', text: `${message}; ignored`, hint };
}
