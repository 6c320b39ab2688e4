import { randomUUID } from 'node:crypto';
import { chmodSync } from 'node:fs';
import type { Socket } from 'node:net';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll } from 'vitest';
import { encodeGreeting } from '../../src/named/greeting.ts';
import { runtimeDirectory } from '../../src/named/runtime-directory.ts';
import type { VmInfo } from '../../src/named/vm-info.ts';
import { numbers } from '../../src/session/protocol.ts';
import { claimName } from '../../src/supervisor/claim-name.ts';
import { type ClientFrame, ClientFrames } from '../../src/supervisor/client-frames.ts';
import { encodeToClient, type FrameToClient } from '../../src/supervisor/to-client.ts';

const { XDG_RUNTIME_DIR } = process.env;
const runtime = scratchDirectory();

beforeAll(() => {
  chmodSync(runtime, 0o700);
  process.env.XDG_RUNTIME_DIR = runtime;
});
afterAll(() => {
  if (XDG_RUNTIME_DIR === undefined) delete process.env.XDG_RUNTIME_DIR;
  else process.env.XDG_RUNTIME_DIR = XDG_RUNTIME_DIR;
});

/** A supervisor at a socket of its own, which does what a test has it do with the frames of its only client. */
export async function spokenSupervisor(
  info: Partial<VmInfo> = {},
  obey: (frame: ClientFrame, vm: SpokenSupervisor) => void = () => {},
): Promise<SpokenSupervisor> {
  const name = `s-${randomUUID().slice(0, 8)}`;
  const told: VmInfo = { name, shares: [], hostRoot: false, ...info } as VmInfo;
  const server = await claimName(name, [runtimeDirectory()]);
  const vm = new SpokenSupervisor(name);
  server.once('connection', (socket) => {
    vm.socket = socket;
    server.close();
    const frames = new ClientFrames((frame) => {
      vm.frames.push(frame);
      obey(frame, vm);
    });
    socket.on('error', () => {});
    socket.on('data', (chunk) => frames.push(chunk));
    socket.write(encodeGreeting(told));
  });
  return vm;
}

export class SpokenSupervisor {
  socket!: Socket;
  /** What the client has sent. */
  readonly frames: ClientFrame[] = [];

  constructor(readonly name: string) {}

  say(kind: FrameToClient, job: number, payload?: Buffer): void {
    this.socket.write(encodeToClient(kind, job, payload));
  }

  /** A command has run, and written this. */
  sayCommand(job: number, stdout = '', status = 0): void {
    this.say('started', job);
    this.sayEnd(job, stdout, status);
  }

  /** One that has started. */
  sayEnd(job: number, stdout = '', status = 0): void {
    if (stdout !== '') this.say('output', job, Buffer.from(stdout));
    this.say('exit', job, numbers(status, 0));
    this.say('drained', job);
    for (const output of [1, 2]) this.say('outputEnd', job, numbers(output));
  }
}
