import { exec } from '../job/exec.ts';
import type { Session } from '../session/session.ts';

/** Seconds; the VM's own. */
interface Reading {
  now: number;
  /** When it was started, by its clock: that stays while nobody sets it. */
  started: number;
}

/** Seconds that readings may differ by rounding, and by the time between their two halves. */
const TOLERANCE = 3;

/** Times of change in a file system can lag behind the clock. */
const LAG = 1;

/** The clock of a VM, from some moment on. */
export class GuestClock {
  private constructor(
    private readonly session: Session,
    private readonly first: Reading,
    private readonly signal: AbortSignal,
  ) {}

  static async start(session: Session, signal: AbortSignal): Promise<GuestClock> {
    return new GuestClock(session, await read(session, signal), signal);
  }

  /**
   * What has changed since has this time of change (ctime) or a later one, in seconds since the epoch, and nobody can set those;
   * undefined if somebody has set the clock instead.
   */
  async since(): Promise<number | undefined> {
    const { started } = await read(this.session, this.signal);
    const wasSet = !(Math.abs(started - this.first.started) <= TOLERANCE);
    return wasSet ? undefined : this.first.now - LAG;
  }
}

/** Numbers that are none come of a VM without date(1). */
async function read(session: Session, signal: AbortSignal): Promise<Reading> {
  const script = 'date +%s; cat /proc/uptime';
  const { stdout } = await exec(session, ['sh', '-c', script], { signal });
  const [now = Number.NaN, uptime = Number.NaN] = stdout.split(/\s+/).map(Number);
  return { now, started: now - uptime };
}
