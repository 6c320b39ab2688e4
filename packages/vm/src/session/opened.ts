import type { Vm } from '../qemu/vm.ts';
import type { Session } from './session.ts';

/** A VM that was started, and its session. */
export interface Opened {
  vm: Vm;
  session: Session;
}
