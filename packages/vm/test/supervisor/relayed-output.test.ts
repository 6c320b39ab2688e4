import { describe, expect, it } from 'vitest';
import { JobOutput } from '../../src/session/job-output.ts';
import { HEADER, LARGEST_FROM_GUEST, OUTPUT_WINDOW } from '../../src/session/protocol.ts';
import { RelayedOutput } from '../../src/supervisor/relayed-output.ts';
import { turns } from './spoken-job.ts';

function relayed() {
  const seen = { closed: 0, ends: 0, sizes: [] as number[], text: '' };
  const output = new JobOutput({ taken() {}, closed: () => void seen.closed++ });
  const relay = new RelayedOutput(output, {
    send(bytes) {
      seen.sizes.push(bytes.length);
      seen.text += bytes.toString('latin1').slice(0, 10);
    },
    end: () => void seen.ends++,
  });
  const sent = () => seen.sizes.reduce((sum, size) => sum + size, 0);
  return { seen, output, relay, sent };
}

describe('RelayedOutput', () => {
  it('sends what comes, and then that it has ended, once', async () => {
    const { seen, output, relay } = relayed();
    output.receive(Buffer.from('abc'));
    await turns();
    expect(relay.isSent).toBe(true);
    output.receive(Buffer.from('def'));
    output.end();
    await turns();
    expect(seen).toEqual({ closed: 0, ends: 1, sizes: [3, 3], text: 'abcdef' });
    relay.close();
    expect(seen.ends).toBe(1);
  });

  it('the end of one that never wrote, too', async () => {
    const { seen, output } = relayed();
    output.end();
    await turns();
    expect(seen.ends).toBe(1);
  });

  it('frames are no larger than those of a guest', async () => {
    const { seen, output } = relayed();
    output.receive(Buffer.alloc(100_000));
    await turns();
    const most = LARGEST_FROM_GUEST - HEADER;
    expect(seen.sizes).toEqual([most, most, most, 100_000 - 3 * most]);
  });

  it('is never more than a window ahead of the client', async () => {
    const { output, relay, sent } = relayed();
    output.receive(Buffer.alloc(OUTPUT_WINDOW));
    await turns();
    expect(sent()).toBe(OUTPUT_WINDOW);
    output.receive(Buffer.from('more'));
    await turns();
    expect(sent()).toBe(OUTPUT_WINDOW);
    expect(relay.isSent).toBe(false);
    relay.taken(3);
    expect(sent()).toBe(OUTPUT_WINDOW + 3);
    relay.taken(OUTPUT_WINDOW);
    expect(sent()).toBe(OUTPUT_WINDOW + 4);
    expect(relay.isSent).toBe(true);
  });

  it('a client has taken no more than was sent', async () => {
    const { output, relay } = relayed();
    output.receive(Buffer.from('abc'));
    await turns();
    expect(() => relay.taken(4)).toThrow('more output taken than was sent');
    relay.taken(3);
    expect(() => relay.taken(1)).toThrow('more output taken than was sent');
  });

  it('one that is closed gives the job SIGPIPE, and has ended', async () => {
    const { seen, output, relay, sent } = relayed();
    relay.close();
    output.receive(Buffer.from('late'));
    await turns();
    relay.taken(0);
    expect({ ...seen, sent: sent() }).toMatchObject({ closed: 1, ends: 1, sent: 0 });
    expect(relay.isSent).toBe(true);
  });

  it('one that is closed sends nothing of what had come before', async () => {
    const { seen, output, relay, sent } = relayed();
    output.receive(Buffer.alloc(OUTPUT_WINDOW));
    await turns();
    output.receive(Buffer.from('more'));
    await turns();
    expect(relay.isSent).toBe(false);
    relay.close();
    expect(relay.isSent).toBe(true);
    relay.taken(OUTPUT_WINDOW);
    await turns();
    expect([seen.ends, sent()]).toEqual([1, OUTPUT_WINDOW]);
  });

  it('one that is discarded after a window of it was sent is read on', async () => {
    const { seen, output, relay, sent } = relayed();
    output.receive(Buffer.alloc(OUTPUT_WINDOW));
    await turns();
    output.receive(Buffer.from('more'));
    await turns();
    relay.discard();
    await turns();
    expect([seen.closed, sent(), relay.isSent]).toEqual([0, OUTPUT_WINDOW, true]);
    output.end();
    await turns();
    expect(seen.ends).toBe(1);
  });

  it('one that is discarded is read to its end, and sent nowhere', async () => {
    const { seen, output, relay, sent } = relayed();
    relay.discard();
    for (let part = 0; part < 40; part++) {
      output.receive(Buffer.alloc(65_536));
      await turns();
    }
    expect([seen.closed, sent(), relay.isSent]).toEqual([0, 0, true]);
  });
});
