import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { closeSync, constants, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { PseudoTerminal } from '@supermin/test-support/terminals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  attachTerminal,
  type Terminal,
  terminalDescriptor,
  terminalOf,
  windowSize,
} from '../../src/session/terminal.ts';

/** A terminal without the device: what was asked of it. */
function fakeTerminal(size: { rows?: number; columns?: number } = { rows: 50, columns: 132 }) {
  const modes: boolean[] = [];
  const input = { isRaw: false, setRawMode: (raw: boolean) => modes.push(raw) };
  const output = Object.assign(new EventEmitter(), size);
  return { terminal: { input, output } as unknown as Terminal, output, modes };
}

describe('terminalOf', () => {
  it('is none unless both sides are one', () => {
    const stream = () => new PassThrough();
    const tty = () => Object.assign(stream(), { isTTY: true, setRawMode: () => {} });
    expect(terminalOf(stream(), tty())).toBeUndefined();
    expect(terminalOf(tty(), stream())).toBeUndefined();
    expect(terminalOf(Object.assign(tty(), { isTTY: false }), tty())).toBeUndefined();
    const [input, output] = [tty(), tty()];
    expect(terminalOf(input, output)).toEqual({ input, output });
  });

  it('is none whose keys cannot be had untouched', () => {
    const tty = () => Object.assign(new PassThrough(), { isTTY: true });
    expect(terminalOf(tty(), tty())).toBeUndefined();
  });
});

describe('terminalDescriptor', () => {
  it('is that of a terminal only', () => {
    const input = (properties: object) => Object.assign(new PassThrough(), properties);
    expect(terminalDescriptor(input({ isTTY: true, fd: 7 }))).toBe(7);
    expect(terminalDescriptor(input({ fd: 7 }))).toBeUndefined();
    expect(terminalDescriptor(input({ isTTY: false, fd: 7 }))).toBeUndefined();
    expect(terminalDescriptor(null)).toBeUndefined();
  });
});

describe('windowSize', () => {
  it('is 24 by 80 where nothing is known', () => {
    expect(windowSize(fakeTerminal().terminal)).toEqual({ rows: 50, columns: 132 });
    expect(windowSize(fakeTerminal({ rows: 0, columns: 0 }).terminal)).toEqual({
      rows: 24,
      columns: 80,
    });
    expect(windowSize(fakeTerminal({ rows: 10 }).terminal)).toEqual({ rows: 10, columns: 80 });
  });
});

describe('attachTerminal', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('is raw until it is given back, and tells its size when that changes', () => {
    const { terminal, output, modes } = fakeTerminal();
    const sizes: unknown[] = [];
    const giveBack = attachTerminal(terminal, (size) => sizes.push(size));
    expect(modes).toEqual([true]);
    Object.assign(output, { rows: 10, columns: 20 });
    output.emit('resize');
    giveBack();
    output.emit('resize');
    expect(sizes).toEqual([{ rows: 10, columns: 20 }]);
    expect(modes).toEqual([true, false]);
  });

  it('stays raw where it was so before', () => {
    const { terminal, modes } = fakeTerminal();
    terminal.input.isRaw = true;
    attachTerminal(terminal, () => {})();
    expect(modes).toEqual([true, true]);
  });

  it('has line feeds as the guest writes them', async () => {
    const other = new PseudoTerminal('tty; exec cat', {});
    const [device] = /\/dev\/\S+/.exec(await other.until(/\/dev\/\S+/))!;
    const fd = openSync(device, constants.O_RDWR | constants.O_NOCTTY);
    const modes = () => spawnSync('stty', ['-a'], { stdio: [fd, 'pipe', 'inherit'] });
    expect(String(modes().stdout)).toMatch(/^opost /m);
    const { terminal } = fakeTerminal();
    Object.assign(terminal.input, { fd });
    attachTerminal(terminal, () => {});
    expect(String(modes().stdout)).toMatch(/^-opost /m);
    closeSync(fd);
    other.hangUp();
    await other.ended;
  });

  it('starts nothing for a terminal without a descriptor', () => {
    const directory = scratchDirectory();
    const stty = `#!/bin/sh\n: >${directory}/started\n`;
    writeFileSync(join(directory, 'stty'), stty, { mode: 0o755 });
    vi.stubEnv('PATH', directory);
    const { terminal } = fakeTerminal();
    attachTerminal(terminal, () => {});
    expect(existsSync(join(directory, 'started'))).toBe(false);
    // It would be noticed.
    Object.assign(terminal.input, { fd: 0 });
    attachTerminal(terminal, () => {});
    expect(existsSync(join(directory, 'started'))).toBe(true);
  });
});
