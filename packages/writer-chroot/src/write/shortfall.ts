import { type BytePath, displayPath, firstFew, type Report } from '@supermin/core';
import type { IdRanges } from '../plan/id-ranges.ts';
import type { Attributes, Identity } from '../plan/identity.ts';

/** Counts what the chroot lacks because this user, or the filesystem, may not have it; says so in one line. */
export class Shortfall {
  readonly unreadable: BytePath[] = [];
  /** Devices that were not made. */
  readonly devices: BytePath[] = [];
  #owners = 0;
  #setid = 0;
  /** What setfattr said, a line for each attribute. */
  #attributes: string[] = [];

  lost({ lost }: Attributes): void {
    if (lost.owner) this.#owners++;
    if (lost.setid) this.#setid++;
  }

  lostAttributes(reasons: readonly string[]): void {
    for (const reason of reasons) this.#attributes.push(reason);
  }

  report(report: Report, { uid, uids }: Identity): void {
    if (this.unreadable.length > 0) {
      report({
        kind: 'warning',
        text: `${count(this.unreadable.length, 'file is', 'files are')} left out: permission denied: ${some(this.unreadable)}`,
      });
    }
    const lacks: string[] = [];
    if (this.#owners > 0) {
      lacks.push(`${count(this.#owners, 'entry lacks its', 'entries lack their')} owner or group`);
    }
    if (this.#setid > 0) {
      lacks.push(
        `${count(this.#setid, 'file lacks its', 'files lack their')} setuid or setgid bit`,
      );
    }
    if (this.devices.length > 0) {
      const missing = count(this.devices.length, 'device is', 'devices are');
      lacks.push(`${missing} missing (${some(this.devices)})`);
    }
    if (this.#attributes.length > 0) {
      const missing = count(this.#attributes.length, 'extended attribute', 'extended attributes');
      lacks.push(`${missing} could not be set (${this.#attributes[0]})`);
    }
    if (lacks.length === 0) return;
    report({ kind: 'warning', text: `chroot: ${lacks.join(', ')}`, ...hintFor(uid, uids) });
  }
}

function hintFor(uid: number, uids: IdRanges | undefined): { hint?: string } {
  if (uid !== 0) return { hint: 'root can set them' };
  if (uids === undefined) return {};
  return {
    hint: "a user namespace with more ids can have them ('podman unshare'), or root outside of it",
  };
}

function count(number: number, one: string, more: string): string {
  return `${number} ${number === 1 ? one : more}`;
}

function some(paths: readonly BytePath[]): string {
  return firstFew(paths.map(displayPath), 3);
}
