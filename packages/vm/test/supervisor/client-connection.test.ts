import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { SuperminError } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FrameDecoder } from '../../src/session/frame-decoder.ts';
import { encodeJob } from '../../src/session/job.ts';
import { encodeFrame, type GuestFrame, INPUT_WINDOW, numbers } from '../../src/session/protocol.ts';
import { ClientConnection } from '../../src/supervisor/client-connection.ts';
import { SpokenSession } from '../session/spoken-session.ts';
import { until } from '../until.ts';

let server: Server;
const path = join(scratchDirectory(), 's');

beforeAll(async () => {
  server = createServer({ allowHalfOpen: true }).listen(path);
  await once(server, 'listening');
});
afterAll(() => void server.close());

/** Both ends of a connection, and a VM that says what a test has it say. */
async function connected({ allowHalfOpen = false } = {}) {
  const socket = connect({ path, allowHalfOpen });
  const [end] = (await once(server, 'connection')) as [Socket];
  const events = { stop: vi.fn(), closed: vi.fn() };
  const connection = new ClientConnection(end, events);
  const told: GuestFrame[] = [];
  const decoder = new FrameDecoder((frame) => told.push(frame));
  socket.on('data', (chunk) => decoder.push(chunk));
  socket.on('error', () => {});
  const spoken = new SpokenSession();
  return { socket, connection, events, told, spoken };
}

const JOB = encodeJob({ argv: ['x'], env: {} });
const start = (number: number) => encodeFrame('start', number, JOB);

describe('a client', () => {
  it('starts commands, and hears of them under its own numbers', async () => {
    const { socket, connection, spoken, told } = await connected();
    connection.connect(spoken.session.guest);
    socket.write(Buffer.concat([start(3), start(70)]));
    await until(() => expect(spoken.told).toEqual(['setup', 'start', 'start']));
    spoken.say('started', 2);
    spoken.say('started', 1);
    await until(() =>
      expect(told).toEqual([
        { kind: 'started', job: 70 },
        { kind: 'started', job: 3 },
      ]),
    );
    socket.write(encodeFrame('signal', 70, numbers(15)));
    await until(() => expect(spoken.told.at(-1)).toBe('signal'));
    socket.destroy();
  });

  it('may ask before the VM is up: it is done when it is', async () => {
    const { socket, connection, spoken, events } = await connected();
    socket.write(Buffer.concat([start(1), encodeFrame('inputEnd', 1)]));
    socket.write(encodeFrame('stop', 0, numbers(7000)));
    await until(() => expect(events.stop).toHaveBeenCalledExactlyOnceWith(7000));
    expect(spoken.told).toEqual(['setup']);
    connection.connect(spoken.session.guest);
    await until(() => expect(spoken.told).toEqual(['setup', 'start', 'inputEnd']));
    socket.destroy();
  });

  it('what it asks of a command that has ended is too late, and no mistake', async () => {
    const { socket, connection, spoken, told } = await connected();
    connection.connect(spoken.session.guest);
    socket.write(start(1));
    await until(() => expect(spoken.told).toContain('start'));
    spoken.sayCommand({});
    await until(() => expect(told.at(-1)).toMatchObject({ kind: 'outputEnd', output: 2 }));
    socket.write(Buffer.concat([encodeFrame('signal', 1, numbers(15)), start(2)]));
    await until(() => expect(spoken.told.at(-1)).toBe('start'));
    expect(socket.destroyed).toBe(false);
    socket.write(Buffer.concat([encodeFrame('signal', 1, numbers(15)), start(3)]));
    await until(() => expect(spoken.told.filter((kind) => kind === 'start')).toHaveLength(3));
    expect(spoken.told.filter((kind) => kind === 'signal').length).toBeLessThan(2);
    socket.destroy();
  });

  it('that goes takes its commands along', async () => {
    const { socket, connection, spoken, events } = await connected();
    connection.connect(spoken.session.guest);
    socket.write(start(1));
    await until(() => expect(spoken.told).toContain('start'));
    expect(events.closed).not.toHaveBeenCalled();
    socket.end();
    await until(() => expect(events.closed).toHaveBeenCalledOnce());
    expect(spoken.told.slice(2)).toEqual(['inputEnd', 'signal', 'signal']);
    await spoken.session.close();
  });
});

describe('a client that is mistaken loses its connection, and its commands', () => {
  it.each([
    ['no frame', Buffer.alloc(12)],
    ['a number for the second time', Buffer.concat([start(1), start(1)])],
    ['a number that is smaller', Buffer.concat([start(2), start(1)])],
    ['the number of the VM', start(0)],
    ['half a field', encodeFrame('start', 1, numbers(1))],
    [
      'a signal that there is not',
      Buffer.concat([start(1), encodeFrame('signal', 1, numbers(65))]),
    ],
    ['too many commands', Buffer.concat(Array.from({ length: 1001 }, (_, at) => start(at + 1)))],
  ])('%s', async (_, bytes) => {
    const { socket, connection, spoken, events } = await connected();
    connection.connect(spoken.session.guest);
    socket.write(bytes);
    await until(() => expect(events.closed).toHaveBeenCalledOnce());
    await spoken.session.close();
  });

  it('before the VM is up: when it is', async () => {
    const { socket, connection, spoken, events } = await connected();
    socket.write(Buffer.concat([start(1), start(1), encodeFrame('stop', 0, numbers(1))]));
    await until(() => expect(events.stop).toHaveBeenCalled());
    expect(events.closed).not.toHaveBeenCalled();
    connection.connect(spoken.session.guest);
    await until(() => expect(events.closed).toHaveBeenCalledOnce());
    await spoken.session.close();
  });

  it('a thousand at a time are not too many', async () => {
    const { socket, connection, spoken } = await connected();
    connection.connect(spoken.session.guest);
    socket.write(Buffer.concat(Array.from({ length: 1000 }, (_, at) => start(at + 1))));
    await until(() => expect(spoken.told).toHaveLength(1001));
    expect(socket.destroyed).toBe(false);
    socket.destroy();
    await spoken.session.close();
  });

  it('one that says more than is kept before the VM is up', async () => {
    const { socket, events } = await connected();
    const input = encodeFrame('input', 1, Buffer.alloc(INPUT_WINDOW));
    for (let part = 0; part < 127; part++) socket.write(input);
    socket.write(encodeFrame('stop', 0, numbers(1)));
    await until(() => expect(events.stop).toHaveBeenCalled());
    expect(events.closed).not.toHaveBeenCalled();
    socket.write(input);
    await until(() => expect(events.closed).toHaveBeenCalled());
  });
});

describe('the end of the VM', () => {
  it('is told, with the reason, and comes back when the client has heard it', async () => {
    const { socket, connection, told } = await connected({ allowHalfOpen: true });
    const over = connection.lose(new SuperminError('RUN_TIMEOUT', 'too late'));
    await once(socket, 'end');
    socket.end();
    await over;
    expect(told).toEqual([
      { kind: 'stopped' },
      { kind: 'failed', reason: expect.stringContaining('"RUN_TIMEOUT"') },
    ]);
  });

  it('is not told to a client that has gone', async () => {
    const { socket, connection, events } = await connected();
    socket.destroy();
    await until(() => expect(events.closed).toHaveBeenCalled());
    await connection.lose(new Error('x'));
  });
});
