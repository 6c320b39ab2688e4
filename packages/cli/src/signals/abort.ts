import { type Noticed, setNoticed } from './blocked-signals.ts';
import { killProcess, TIME_TO_CLEAR } from './end-process.ts';

/** Numbers that Linux gives to signals on every machine; `node:os` has them all, and would have to be loaded. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
type Signal = keyof typeof SIGNALS;

/**
 * One signal often comes twice, as timeout(1), npm and a terminal send it to the process and to its group: what comes within
 * this many milliseconds is the same one.
 */
const SAME_SIGNAL = 500;

export interface Abort {
  signal: AbortSignal;
  /** Of the process, once something has ended the work. */
  status(): number | undefined;
  /** Ends the work cleanly. */
  end(status: number): void;
  /** Signals mean what they always mean. */
  stop(): void;
}

/**
 * SIGINT, SIGTERM and SIGHUP end the work cleanly, and by force if that takes too long; a second one ends it at once.
 *
 * @param noticed told to the thread that kills the process where this one is blocked
 */
export function abortOnSignals(noticed: Noticed): Abort {
  const controller = new AbortController();
  let status: number | undefined;
  let received: Signal | undefined;
  let first = 0;
  const end = (wanted: number) => {
    status ??= wanted;
    // The work may be over already.
    process.exitCode = status;
    controller.abort(new Error(`ended with status ${status}`));
  };
  const handle = (signal: Signal) => {
    setNoticed(noticed);
    if (received !== undefined) {
      if (performance.now() - first < SAME_SIGNAL) return;
      process.exit(128 + SIGNALS[signal]);
    }
    received = signal;
    first = performance.now();
    setTimeout(killProcess, TIME_TO_CLEAR).unref();
    end(128 + SIGNALS[signal]);
  };
  const signals = Object.keys(SIGNALS) as Signal[];
  for (const signal of signals) process.on(signal, handle);
  return {
    signal: controller.signal,
    end,
    status: () => status,
    stop: () => {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}
