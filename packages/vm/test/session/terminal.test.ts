import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import {
  attachTerminal,
  type Terminal,
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
    expect(terminalOf(tty(), tty())).toBeDefined();
  });
});

describe('windowSize', () => {
  it('is 24 by 80 where nothing is known', () => {
    expect(windowSize(fakeTerminal().terminal)).toEqual({ rows: 50, columns: 132 });
    expect(windowSize(fakeTerminal({ rows: 0, columns: 0 }).terminal)).toEqual({
      rows: 24,
      columns: 80,
    });
  });
});

describe('attachTerminal', () => {
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
});
