/** As Linux numbers them on every machine. */
const SIGHUP = 1;
const SIGINT = 2;
const SIGTERM = 15;

/** Milliseconds that the main thread has to notice a signal: it looks every 20, where it knows that its work is long. */
const PATIENCE = 900;

interface SignalHandle {
  onsignal: () => void;
  start(signal: number): number;
}

/**
 * Whether the main thread has noticed a signal, in memory that threads share. Its handlers run when its work gives way to the
 * event loop: not within a plugin's endless loop, nor while a filesystem hangs.
 */
export type Noticed = Int32Array;

export function newNoticed(): Noticed {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

export function setNoticed(noticed: Noticed): void {
  Atomics.store(noticed, 0, 1);
}

/**
 * For another thread: kills the process when a signal to end comes and the main thread does not notice it. What is left then,
 * the next run clears away.
 */
export function killWhereBlocked(noticed: Noticed): void {
  const Signal = signalClass();
  if (Signal === undefined) return;
  for (const number of [SIGHUP, SIGINT, SIGTERM]) {
    const handle = new Signal();
    handle.onsignal = () => {
      setTimeout(() => {
        if (Atomics.load(noticed, 0) === 0) process.kill(process.pid, 'SIGKILL');
      }, PATIENCE);
    };
    handle.start(number);
  }
}

/**
 * Node's `process.on` takes signals in the main thread only; libuv, below it, in any. Where there is no such way to it (it is
 * deprecated), a blocked command ends by SIGKILL only.
 */
function signalClass(): (new () => SignalHandle) | undefined {
  const { binding } = process as {
    binding?: (name: string) => { Signal?: new () => SignalHandle };
  };
  try {
    process.noDeprecation = true;
    return binding?.('signal_wrap').Signal;
  } catch {
    return undefined;
  }
}
