import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BytePath, toSystemPath } from '@supermin/core';

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
 * A cache directory that is not there, can't be read or can't be written costs the probe's time and
 * nothing else.
 */
export class KvmVerdictStore {
  constructor(
    private readonly directory: BytePath | undefined,
    private readonly qemu: string,
    private readonly bootId: string = readBootId(),
  ) {}

  load(): KvmVerdict | undefined {
    if (this.directory === undefined || this.bootId === '') return undefined;
    try {
      const text = readFileSync(this.#path(FILE), 'utf8');
      const stored = JSON.parse(text) as Partial<StoredVerdict> | null;
      if (stored?.bootId !== this.bootId || stored.qemu !== this.qemu) return undefined;
      if (typeof stored.works !== 'boolean' || typeof stored.reason !== 'string') return undefined;
      return { works: stored.works, reason: stored.reason };
    } catch {
      return undefined;
    }
  }

  save(verdict: KvmVerdict): void {
    if (this.directory === undefined || this.bootId === '') return;
    const stored: StoredVerdict = { ...verdict, bootId: this.bootId, qemu: this.qemu };
    const temporary = `${FILE}.${process.pid}`;
    try {
      mkdirSync(toSystemPath(this.directory), { recursive: true, mode: 0o700 });
      writeFileSync(this.#path(temporary), `${JSON.stringify(stored)}\n`);
      renameSync(this.#path(temporary), this.#path(FILE));
    } catch {
      // Not remembered, then.
    }
  }

  #path(name: string): string | Buffer {
    return toSystemPath(join(this.directory as string, name));
  }
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return '';
  }
}
