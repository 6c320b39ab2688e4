import { readFileSync } from 'node:fs';
import {
  type BytePath,
  bootId,
  isOwnDirectory,
  joinPath,
  ownDirectory,
  replaceFile,
  toSystemPath,
} from '@supermin/core';

/** What was found out about this host's KVM. */
export interface KvmVerdict {
  works: boolean;
  /** Why it does not work; empty when it does. */
  reason: string;
}

interface StoredVerdict extends KvmVerdict {
  bootId: string;
  qemu: string;
}

const FILE = 'kvm-verdict.json';

/**
 * Remembers one verdict per user until the host reboots or another QEMU is used.
 *
 * A cache directory that cannot be used costs the probe's time and nothing else.
 */
export class KvmVerdictStore {
  constructor(
    private readonly directory: BytePath | undefined,
    private readonly qemu: string,
    private readonly boot: string = bootId(),
  ) {}

  load(): KvmVerdict | undefined {
    const directory = this.#place();
    try {
      if (directory === undefined || !isOwnDirectory(directory)) return undefined;
      const text = readFileSync(toSystemPath(joinPath(directory, FILE)), 'utf8');
      const stored = JSON.parse(text) as Partial<StoredVerdict> | null;
      if (stored?.bootId !== this.boot || stored.qemu !== this.qemu) return undefined;
      if (typeof stored.works !== 'boolean' || typeof stored.reason !== 'string') return undefined;
      return { works: stored.works, reason: stored.reason };
    } catch {
      return undefined;
    }
  }

  save(verdict: KvmVerdict): void {
    const directory = this.#place();
    if (directory === undefined) return;
    const stored: StoredVerdict = { ...verdict, bootId: this.boot, qemu: this.qemu };
    try {
      replaceFile(joinPath(ownDirectory(directory), FILE), `${JSON.stringify(stored)}\n`);
    } catch {
      // Not remembered, then.
    }
  }

  /** Nowhere, where the kernel does not tell this boot from others: `bootId` gives zeros then. */
  #place(): BytePath | undefined {
    return /^[0-]*$/.test(this.boot) ? undefined : this.directory;
  }
}
