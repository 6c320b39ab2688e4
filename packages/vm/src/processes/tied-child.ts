import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { findHostProgram } from './find-host-program.ts';

const living = new Set<ChildProcess>();
let killer: string | undefined | null;

/**
 * Starts a program that must not outlive us: it is killed when this process exits, when `signal` aborts and,
 * where util-linux's setpriv is there, by the kernel when this process is killed itself.
 *
 * It dies by SIGKILL, because it holds nothing that is worth saving.
 */
export function spawnTied(
  program: string,
  args: readonly string[],
  options: SpawnOptions & { signal?: AbortSignal },
): ChildProcess {
  const setpriv = parentDeathKiller();
  // In a session of its own: Ctrl-C on the terminal is for us to hear, and we end it in order.
  const own = { ...options, detached: true, killSignal: 'SIGKILL' } as const;
  const child =
    setpriv === undefined
      ? spawn(program, args, own)
      : spawn(setpriv, ['--pdeathsig', 'KILL', '--', program, ...args], own);
  if (living.size === 0) process.on('exit', killAll);
  living.add(child);
  const forget = () => {
    living.delete(child);
    if (living.size === 0) process.off('exit', killAll);
  };
  child.once('exit', forget);
  child.once('error', forget);
  return child;
}

/** Kills it with all that it has started in its session: QEMU may be a script that starts QEMU. */
export function killTied(child: ChildProcess): void {
  // Without a number it could not be started; Node.js would send a signal to 0, which is our own process group.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is between fork and setsid, or has just ended.
    child.kill('SIGKILL');
  }
}

function killAll(): void {
  for (const child of living) killTied(child);
}

/** setpriv, if it is util-linux's: busybox has one of that name without the option. */
function parentDeathKiller(): string | undefined {
  if (killer === undefined) {
    const found = findHostProgram(['setpriv']);
    const works =
      found !== undefined &&
      spawnSync(found, ['--pdeathsig', 'KILL', '--', found, '--help']).status === 0;
    killer = works ? found : null;
  }
  return killer ?? undefined;
}
