import type { RunningQemu } from '../qemu/running-qemu.ts';
import type { Session } from './session.ts';

/** A VM that was started, and its session. */
export interface Opened {
  vm: RunningQemu;
  session: Session;
}
