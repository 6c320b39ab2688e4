import { describe, expect, it } from 'vitest';
import { ConsoleTail } from '../../src/session/console-tail.ts';

describe('ConsoleTail', () => {
  it('shows the last lines, cut anywhere, without terminal sequences and empty lines', () => {
    const tail = new ConsoleTail();
    tail.push(Buffer.from('\x1bc\x1b[?7l\x1b[2JSeaBIOS\r\n\r\n[ 0.1] Kernel pa'));
    tail.push(Buffer.from('nic\x07 \r\nlast'));
    expect(tail.lastLines()).toBe('SeaBIOS\n[ 0.1] Kernel panic\nlast');
  });

  it('keeps little of much', () => {
    const tail = new ConsoleTail();
    for (let line = 0; line < 10_000; line++) tail.push(Buffer.from(`line ${line}\n`));
    const lines = tail.lastLines().split('\n');
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe('line 9999');
  });

  it('starts at the reason, which a long trace may follow', () => {
    const tail = new ConsoleTail();
    tail.push(Buffer.from('before\n[ 1.0] Kernel panic - not syncing: No init\n'));
    for (let line = 0; line < 50; line++) tail.push(Buffer.from(`trace ${line}\n`));
    const lines = tail.lastLines().split('\n');
    expect(lines[0]).toBe('[ 1.0] Kernel panic - not syncing: No init');
    expect(lines).toHaveLength(4);
  });

  it('is empty when nothing was said', () => {
    expect(new ConsoleTail().lastLines()).toBe('');
  });
});
