import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { numbers } from '../../src/session/protocol.ts';
import { makeOwnFiles, type OwnFiles } from '../../src/snapshot/own-files.ts';
import { nameOf } from '../../src/snapshot/saved-files.ts';
import { SnapshotSource } from '../../src/snapshot/snapshot-source.ts';
import { SpokenMonitor } from '../qemu/spoken-monitor.ts';
import { SpokenSession } from '../session/spoken-session.ts';

const { signal } = new AbortController();

let place: string;
let files: OwnFiles;
beforeEach(async () => {
  place = scratchDirectory({ root: 'r'.repeat(512) });
  const beginning = { root: join(place, 'root'), modules: undefined };
  files = await makeOwnFiles(beginning, { temporaryDirectory: place, size: 4096 });
});
afterEach(() => files.close());

/** A VM that can be saved; its guest has this many commands. */
function running(jobs = 0) {
  const qemu = new SpokenMonitor();
  const guest = new SpokenSession();
  const lost = vi.fn();
  const order: string[] = [];
  guest.answers.prepare = () => guest.say('prepared', 0, numbers(jobs));
  guest.answers.repair = () => void order.push('repair');
  qemu.afterwards.cont = () => void order.push('cont');
  qemu.afterwards.migrate = () => {
    const socket = connect(`/proc/self/fd/${files.directory}/socket`);
    socket.end('state', () => qemu.event('MIGRATION', { status: 'completed' }));
  };
  const source = new SnapshotSource({
    ...{ monitor: qemu.monitor, guest: guest.session.guest, files, directory: files.directory },
    ...{ temporaryDirectory: place, lost },
  });
  return { qemu, guest, lost, order, source };
}

describe('SnapshotSource', () => {
  it('saves a VM that stands still meanwhile, and goes on', async () => {
    const { qemu, guest, lost, order, source } = running();
    const saved = await source.save(signal);
    expect(saved.qemu).toBe(SpokenMonitor.VERSION);
    expect(readFileSync(nameOf(saved.state), 'utf8')).toBe('state');
    expect(readFileSync(nameOf(saved.root), 'utf8')).toBe('r'.repeat(512));
    expect(qemu.told.slice(-2)).toEqual(['migrate', 'cont']);
    expect(order).toEqual(['cont', 'repair']);
    expect(guest.told).toEqual(['setup', 'prepare', 'repair']);
    expect(lost).not.toHaveBeenCalled();
    saved.close();
  });

  it('is not saved while a command runs, and goes on', async () => {
    const { qemu, guest, source } = running(1);
    await expect(source.save(signal)).rejects.toMatchObject({ code: 'VM_BUSY' });
    expect(qemu.told).not.toContain('migrate');
    expect(guest.told.at(-1)).toBe('repair');
  });

  it('is saved again when the last time is over, also where that went wrong', async () => {
    const { qemu, guest, source } = running();
    qemu.refusals['migrate-set-capabilities'] = 'I cannot';
    const first = source.save(signal);
    const second = source.save(signal);
    await expect(first).rejects.toMatchObject({ code: 'FORK_FAILED' });
    delete qemu.refusals['migrate-set-capabilities'];
    expect(guest.told.filter((kind) => kind === 'prepare').length).toBeLessThan(3);
    await second.then((saved) => saved.close());
    const third = await source.save(signal);
    third.close();
    expect(guest.told.filter((kind) => kind === 'repair')).toHaveLength(3);
  });

  it('says in QEMU’s words why it cannot be, and leaves nothing', async () => {
    const { qemu, order, source } = running();
    qemu.afterwards.migrate = () => qemu.event('MIGRATION', { status: 'failed' });
    await expect(source.save(signal)).rejects.toMatchObject({
      ...{ code: 'FORK_FAILED', message: expect.stringContaining('could not save it: failed') },
    });
    expect(readdirSync(nameOf(files.directory))).toEqual([]);
    expect(order).toEqual(['cont', 'repair']);
  });

  it('is lost where it does not go on', async () => {
    const { qemu, lost, source } = running();
    qemu.refusals.cont = 'I cannot';
    const saved = await source.save(signal);
    expect(lost).toHaveBeenCalledOnce();
    saved.close();
  });

  it('is saved to the files that it is given', async () => {
    const { source } = running();
    const names: string[] = [];
    const failing = (name: string) => {
      names.push(name);
      throw new Error('a full disk');
    };
    await expect(source.save(signal, failing)).rejects.toMatchObject({
      ...{ code: 'FORK_FAILED', message: expect.stringContaining('a full disk') },
    });
    expect(names).toEqual(['memory']);
  });

  it('is not saved for whom the signal is aborted, before or meanwhile', async () => {
    const reason = new Error('enough');
    const early = running();
    await expect(early.source.save(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(early.guest.told).toEqual(['setup']);
    const waiting = running();
    waiting.guest.answers.prepare = () => {};
    const controller = new AbortController();
    const never = waiting.source.save(controller.signal);
    controller.abort(reason);
    await expect(never).rejects.toBe(reason);
    expect(waiting.guest.told.at(-1)).toBe('repair');
    for (const last of ['migrate', 'copy']) {
      const late = running();
      const meanwhile = new AbortController();
      const { migrate } = late.qemu.afterwards;
      if (last === 'migrate') {
        late.qemu.afterwards.migrate = () => {
          meanwhile.abort(reason);
          migrate!();
        };
      }
      const make = () => {
        meanwhile.abort(reason);
        throw new Error('a full disk');
      };
      const save = late.source.save(meanwhile.signal, last === 'copy' ? make : undefined);
      await expect(save).rejects.toBe(reason);
      expect(late.order).toEqual(['cont', 'repair']);
    }
  });
});
