import type { SuperminError } from '@supermin/core';
import { supervisorLost, supervisorProtocol } from '../errors/named.ts';
import { Guest } from '../session/guest.ts';
import type { Connection } from './dial.ts';
import { decodeFailure } from './failure.ts';
import { findVm } from './find-vm.ts';
import type { VmInfo } from './vm-info.ts';

/**
 * A VM with a name, seen from another process. To this side its supervisor is what a guest init is to a supervisor: the same
 * frames, with the same windows.
 */
export class VmClient {
  readonly guest: Guest;
  readonly info: VmInfo;
  /** Resolves when the supervisor is gone. */
  readonly ended: Promise<void>;
  readonly #socket: Connection['socket'];
  /** Of the signal that it is found with. */
  #forget = () => {};

  constructor({ socket, info }: Connection) {
    this.info = info;
    this.#socket = socket;
    this.guest = new Guest(socket, {
      hello: () => this.#fail(supervisorProtocol('a second greeting')),
      failed: (reason, kind) =>
        this.#fail(kind === 'failed' ? decodeFailure(reason) : supervisorProtocol(reason)),
    });
    this.ended = new Promise((resolve) => {
      socket.once('close', () => {
        this.guest.lose(supervisorLost(info.name));
        resolve();
      });
    });
  }

  /**
   * @param signal takes leave, at any time
   * @throws SuperminError `VM_NAME`, `VM_NOT_FOUND`, `VM_UNRESPONSIVE`, `VM_PROTOCOL`; the reason of `signal`
   */
  static async find(name: string, signal?: AbortSignal): Promise<VmClient> {
    signal?.throwIfAborted();
    const client = new VmClient(await findVm(name));
    if (signal !== undefined) client.#leaveAt(signal);
    return client;
  }

  /** @throws the reason of `signal`, if it has aborted already */
  #leaveAt(signal: AbortSignal): void {
    const leave = () => this.leave(signal.reason);
    this.#forget = () => signal.removeEventListener('abort', leave);
    signal.addEventListener('abort', leave);
    if (!signal.aborted) return;
    leave();
    throw signal.reason;
  }

  /** Bytes that the guest's side of the protocol has no word for. */
  write(frame: Buffer): void {
    this.#socket.write(frame);
  }

  /** Takes leave: what still runs is ended by the supervisor. */
  leave(reason: unknown): void {
    this.#forget();
    this.guest.lose(reason);
    this.#socket.end();
  }

  #fail(error: SuperminError): void {
    this.guest.lose(error);
    this.#socket.destroy();
  }
}
