import type { Report } from '@supermin/core';
import type { GuestSetup } from './setup.ts';

export interface SessionOptions {
  setup: GuestSetup;
  /** It is restored from a saved VM, or will be saved, and is told nothing before {@link Guest.repair}. */
  held?: boolean;
  /** MiB. */
  memory: number;
  /** How long the guest may take to say hello, in milliseconds. */
  patience: number;
  /** `performance.now()` at which the VM is stopped, and the time limit in seconds. */
  deadline: { at: number; seconds: number } | undefined;
  console: ((chunk: Buffer) => void) | undefined;
  signal: AbortSignal;
  report: Report;
  /** Settles with a reason when a share's daemon fails. */
  shareFailures: readonly Promise<string | undefined>[];
  /** Called when the VM is gone. */
  release: () => void;
}

/** How the start of a VM went, other than by an error. */
export type SessionStart =
  | { kind: 'hello' }
  /** The guest never said a word; an accelerator that does not work looks like this. */
  | { kind: 'silent'; fact: string; hint?: string; console: string };
