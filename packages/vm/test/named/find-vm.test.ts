import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import { socketOf } from '../../src/named/address.ts';
import { findVm, listVms } from '../../src/named/find-vm.ts';
import { encodeGreeting } from '../../src/named/greeting.ts';
import type { VmInfo } from '../../src/named/vm-info.ts';
import { claimName } from '../../src/supervisor/claim-name.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const INFO = { name: 'work', pid: 4711, state: 'running' } as VmInfo;

/** A supervisor as far as its greeting. */
async function supervisor(directory: string, name: string, greeting = encodeGreeting(INFO)) {
  const server = await claimName(name, [directory]);
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    // In two parts.
    socket.write(greeting.subarray(0, 15));
    setTimeout(() => socket.write(greeting.subarray(15)), 5);
  });
  servers.push(server);
}

/** The socket of a process that was killed. */
async function staleSocket(path: string): Promise<void> {
  const program = `require('net').createServer().listen(process.argv[1], () => console.log('up'))`;
  const child = spawn(process.execPath, ['-e', program, path], { stdio: ['ignore', 'pipe', 2] });
  await once(child.stdout!, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('findVm', () => {
  it('finds the VM of a name, and says which it is', async () => {
    const directory = scratchDirectory();
    await supervisor(directory, 'work');
    const { info, socket } = await findVm('work', [scratchDirectory(), directory]);
    expect(info).toEqual(INFO);
    socket.destroy();
    expect(await listVms([directory])).toEqual([INFO]);
  });

  it('one that is not there: with the name that was probably meant', async () => {
    const directory = scratchDirectory();
    await expect(findVm('work', [directory])).rejects.toMatchObject({
      ...{ code: 'VM_NOT_FOUND', hint: expect.stringContaining('none is running') },
    });
    await supervisor(directory, 'work');
    await expect(findVm('wrok', [directory])).rejects.toMatchObject({
      hint: "did you mean 'work'?",
    });
    await expect(findVm('else', [directory])).rejects.toMatchObject({ hint: 'running: work' });
  });

  it('a socket that a dead supervisor left behind is cleared away', async () => {
    const directory = scratchDirectory();
    const path = socketOf(directory, 'dead');
    await staleSocket(path);
    await expect(findVm('dead', [directory])).rejects.toMatchObject({ code: 'VM_NOT_FOUND' });
    expect(existsSync(path)).toBe(false);
    await staleSocket(path);
    expect(await listVms([directory])).toEqual([]);
    expect(existsSync(path)).toBe(false);
    await staleSocket(path);
    await supervisor(directory, 'dead');
    expect(await listVms([directory])).toEqual([INFO]);
  });

  it.each([
    ['another version', Buffer.from([1, 0, 0, 0, 4, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0])],
    ['no greeting', Buffer.from([7, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])],
    ['no JSON', Buffer.from([1, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0x7b, 0x7b, 0x7b, 0x7b])],
  ])('what sends %s is no supervisor of ours', async (_, greeting) => {
    const directory = scratchDirectory();
    await supervisor(directory, 'odd', greeting);
    await expect(findVm('odd', [directory])).rejects.toMatchObject({ code: 'VM_PROTOCOL' });
    expect(await listVms([directory])).toEqual([{ name: 'odd', state: 'not answering' }]);
  });
});

describe('claimName', () => {
  it('gives a name once, in all directories', async () => {
    const [one, two] = [scratchDirectory(), scratchDirectory()];
    await supervisor(one, 'work');
    await expect(claimName('work', [one])).rejects.toMatchObject({
      ...{ code: 'VM_NAME_TAKEN', message: expect.stringContaining('4711') },
    });
    await expect(claimName('work', [two, one])).rejects.toMatchObject({ code: 'VM_NAME_TAKEN' });
    expect(existsSync(join(two, 'work.sock'))).toBe(false);
  });

  it('of many who want it at a time, to one', async () => {
    const directory = scratchDirectory();
    await staleSocket(socketOf(directory, 'work'));
    const claims = await Promise.allSettled(
      Array.from({ length: 8 }, () => supervisor(directory, 'work')),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('a path that is too long for a socket is an error of ours', async () => {
    const directory = join(scratchDirectory(), 'x'.repeat(100));
    expect(() => claimName('work', [directory])).toThrow(
      expect.objectContaining({ code: 'RUNTIME_DIRECTORY' }),
    );
  });
});
