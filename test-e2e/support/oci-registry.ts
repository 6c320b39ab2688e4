import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** A registry on this machine. */
export interface OciRegistry {
  /** `127.0.0.1:PORT` */
  address: string;
  close(): Promise<void>;
}

/** Attempts, if others take the port first. */
const ATTEMPTS = 5;

/**
 * Starts docker-registry(1), which keeps all that it gets in a directory. The kernel ends it with this process, whatever ends that.
 *
 * @throws {Error} with what it said, if it does not start
 */
export async function startOciRegistry(directory: string): Promise<OciRegistry> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const config = `${directory}/config-${port}.yml`;
    writeFileSync(config, configuration(`${directory}/data`, port));
    const argv = ['--pdeathsig', 'KILL', 'docker-registry', 'serve', config];
    const child = spawn('setpriv', argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (said = `${said}${chunk}`.slice(-4000)));
    }
    const ended = once(child, 'exit');
    const address = `127.0.0.1:${port}`;
    if (await answers(address, child)) return { address, close: () => stop(child, ended) };
    await stop(child, ended);
    if (attempt === ATTEMPTS) throw new Error(`docker-registry: ${said}`);
  }
}

/** JSON is YAML. */
function configuration(directory: string, port: number): string {
  return JSON.stringify({
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: directory } },
    http: { addr: `127.0.0.1:${port}` },
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Until it does, or has ended. */
async function answers(address: string, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    try {
      return (await fetch(`http://${address}/v2/`)).ok;
    } catch {
      await setTimeout(50);
    }
  }
  return false;
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}
