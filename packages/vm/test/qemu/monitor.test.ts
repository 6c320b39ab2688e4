import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Monitor } from '../../src/qemu/monitor.ts';

let ours: Socket;
let qemu: Socket;
let monitor: Monitor;

beforeEach(async () => {
  const path = join(scratchDirectory(), 's');
  const server = createServer().listen(path);
  await once(server, 'listening');
  ours = connect(path);
  [qemu] = (await once(server, 'connection')) as [Socket];
  server.close();
  monitor = new Monitor(ours);
});

afterEach(() => {
  ours.destroy();
  qemu.destroy();
});

it('gives answers to commands, in their order, and events to who waits for them', async () => {
  const event = monitor.event(({ data }) => data.status === 'completed');
  const [one, other] = [monitor.command('one'), monitor.command('other', { a: 1 })];
  const [asked] = (await once(qemu, 'data')) as [Buffer];
  expect(asked.toString().split('\n')[1]).toBe('{"execute":"other","arguments":{"a":1}}');
  const text = [
    '{"QMP": {"version": {"qemu": {"major": 7}}}}',
    '{"event": "MIGRATION", "data": {"status": "active"}}',
    '{"return": 1}',
    '{"event": "MIGRATION", "data": {"status": "completed"}}',
    '{"error": {"class": "x", "desc": "no such thing"}}\n',
  ].join('\r\n');
  qemu.write(text.slice(0, 100));
  setImmediate(() => qemu.write(text.slice(100)));
  expect(await monitor.version).toBe('{"qemu":{"major":7}}');
  expect(await one).toBe(1);
  await expect(other).rejects.toThrow('no such thing');
  expect((await event).event).toBe('MIGRATION');
});

it.each<[string, () => void]>([
  ['QEMU has ended', () => qemu.destroy()],
  ['JSON', () => void qemu.write('{"return":\n')],
  ['a line that is too long', () => void qemu.write('x'.repeat(2 ** 20 + 1))],
])('all that is waited for fails when it is lost: %s', async (reason, lose) => {
  const waiting = [monitor.command('one'), monitor.version];
  const event = monitor.event(() => true);
  lose();
  for (const each of waiting) await expect(each).rejects.toThrow(reason);
  await expect(event).rejects.toThrow();
  await expect(monitor.command('other')).rejects.toThrow(reason);
});
