import type { Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BytePath } from '@supermin/core';
import { vmStopped } from '../errors/session.ts';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { encodeGreeting } from '../named/greeting.ts';
import { runtimeDirectories, runtimeDirectory } from '../named/runtime-directory.ts';
import type { VmInfo } from '../named/vm-info.ts';
import { checkName } from '../named/vm-name.ts';
import type { Session } from '../session/session.ts';
import { Settled } from '../session/settled.ts';
import { startTimer } from '../session/timer.ts';
import { stopSession } from '../start/stop-session.ts';
import { claimName } from './claim-name.ts';
import { ClientConnection } from './client-connection.ts';

/** Milliseconds that clients have to take what they are told at the end. */
const FAREWELL = 1000;

/** A process that has a VM with a name: what others may do with it. */
export class Supervisor {
  readonly #stop = new AbortController();
  readonly #clients = new Set<ClientConnection>();
  #vm: { session: Session; plan: MachinePlan } | undefined;
  #over: { reason: unknown } | undefined;

  private constructor(
    private readonly server: Server,
    private readonly info: VmInfo,
  ) {
    server.on('connection', (socket) => this.#welcome(socket));
    server.on('error', () => {});
    // The VM holds the process, not its name.
    server.unref();
  }

  /**
   * Takes a name for a VM that is to be started.
   *
   * @throws SuperminError `VM_NAME`, `VM_NAME_TAKEN`, `RUNTIME_DIRECTORY`
   */
  static async claim(info: VmInfo, claimed: (directory: BytePath) => void): Promise<Supervisor> {
    checkName(info.name);
    const directory = runtimeDirectory();
    const others = runtimeDirectories().filter((each) => each !== directory);
    const server = await claimName(info.name, [directory, ...others]);
    claimed(directory);
    return new Supervisor(server, info);
  }

  /** Aborts when a client asks for the end of a VM that is not up yet. */
  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The VM is up. */
  attend(session: Session, plan: MachinePlan): void {
    this.#vm = { session, plan };
    this.info.state = 'running';
    for (const client of this.#clients) client.connect(session.guest);
  }

  /** Gives the name back. Clients that are still there are told why there is no VM. */
  async close(reason: unknown): Promise<void> {
    this.#over = { reason };
    this.server.close();
    const told = [...this.#clients].map((client) => client.lose(reason));
    await Promise.race([Promise.all(told), sleep(FAREWELL)]);
  }

  #welcome(socket: Socket): void {
    const client: ClientConnection = new ClientConnection(socket, {
      stop: (grace) => void this.#stopVm(grace),
      closed: () => this.#clients.delete(client),
    });
    this.#clients.add(client);
    socket.write(encodeGreeting(this.info));
    if (this.#over !== undefined) client.lose(this.#over.reason);
    else if (this.#vm !== undefined) client.connect(this.#vm.session.guest);
  }

  async #stopVm(grace: number): Promise<void> {
    if (this.info.state === 'stopping') return;
    this.info.state = 'stopping';
    if (this.#vm === undefined) {
      this.#stop.abort(vmStopped());
      return;
    }
    const { session, plan } = this.#vm;
    const late = new Settled<void>();
    startTimer(grace, () => late.resolve(), false);
    await Promise.race([session.guest.endJobs(), late.promise]);
    await stopSession(session, plan);
  }
}
