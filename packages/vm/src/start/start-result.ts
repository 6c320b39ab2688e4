import type { BytePath } from '@supermin/core';
import type { Accelerator } from '../qemu/accelerator.ts';
import type { Session } from '../session/session.ts';
import type { SessionStart } from '../session/session-options.ts';
import type { SnapshotSource } from '../snapshot/snapshot-source.ts';

/** What may be tried in more than one way. */
export interface StartMethod {
  accelerator: Accelerator;
  kernel: BytePath;
}

/** A VM whose guest init is there. */
export interface Running {
  session: Session;
  /** How it was started. */
  method: StartMethod;
  /** Whether the command has run in it that comes before all others. */
  warm?: boolean;
  /** What it can be saved with, if that was asked for. */
  source?: SnapshotSource | undefined;
}

/** A VM whose guest init is there, or what there was instead. */
export type StartResult =
  | ({ kind: 'running' } & Running)
  | Exclude<SessionStart, { kind: 'hello' }>;
