import { isForeground } from '@supermin/core';

/** A job that was started with `&` gets no signal when it is brought to the foreground. */
const LOOK_AGAIN = 500;

/** What a process does with a terminal while the terminal is its own. */
export interface TerminalUse {
  /** May read from it and change its modes from now on. */
  take(): void;
  /** Must leave it as it was, and read no more. */
  release(): void;
  /** The use is over, and it is somebody else's. */
  lose(): void;
}

/**
 * Uses a terminal as a job of a shell may: only in the foreground. Who reads from it or changes its modes in the
 * background is stopped by the kernel, with its whole process group, and no SIGTERM gets through to a stopped process:
 * that is where timeout(1) in a script puts it.
 *
 * @returns ends the use
 */
export function useInForeground(
  fd: number,
  use: TerminalUse,
  isOurs: (fd: number) => boolean = isForeground,
): () => void {
  let taken = false;
  let timer: NodeJS.Timeout | undefined;
  const release = () => {
    if (taken) use.release();
    taken = false;
  };
  const look = () => {
    clearTimeout(timer);
    if (!isOurs(fd)) {
      release();
      timer = setTimeout(look, LOOK_AGAIN);
    } else if (!taken) {
      taken = true;
      use.take();
    }
  };
  const suspend = () => {
    release();
    // Without a handler it does what it always does: this process stands still here until it is continued.
    process.off('SIGTSTP', suspend);
    process.kill(process.pid, 'SIGTSTP');
    process.on('SIGTSTP', suspend);
    look();
  };
  process.on('SIGTSTP', suspend);
  process.on('SIGCONT', look);
  look();
  return () => {
    clearTimeout(timer);
    process.off('SIGTSTP', suspend);
    process.off('SIGCONT', look);
    if (isOurs(fd)) release();
    else use.lose();
  };
}
