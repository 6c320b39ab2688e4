import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { CommandInput, type InputSource } from '../../src/session/command-input.ts';
import type { JobInput } from '../../src/session/job-input.ts';
import type { WindowSize } from '../../src/session/protocol.ts';

function connectable(source: InputSource) {
  const stdin = new PassThrough();
  const sizes: WindowSize[] = [];
  const resize = (size: WindowSize) => void sizes.push(size);
  const input = new CommandInput(source, { stdin: stdin as unknown as JobInput, resize });
  return { stdin, sizes, input };
}

it('is empty at once if there is none', async () => {
  const { stdin, input } = connectable({ stdin: null, terminal: undefined });
  input.connect();
  expect(await text(stdin)).toBe('');
});

it('is read when the command runs, and no more when the command reads no more', async () => {
  const source = Readable.from([Buffer.from('some '), Buffer.from('text')]);
  const { stdin, input } = connectable({ stdin: source, terminal: undefined });
  expect(source.readableFlowing).toBeNull();
  input.connect();
  expect(await text(stdin)).toBe('some text');
  const endless = new PassThrough();
  const other = connectable({ stdin: endless, terminal: undefined });
  other.input.connect();
  expect(endless.listenerCount('data')).toBe(1);
  await new Promise((resolve) => other.stdin.destroy().once('close', resolve));
  expect(endless.listenerCount('data')).toBe(0);
});

it('takes the terminal along, and gives it back', () => {
  const modes: boolean[] = [];
  const setRawMode = (raw: boolean) => modes.push(raw);
  const stdin = Object.assign(new PassThrough(), { setRawMode });
  const output = Object.assign(new PassThrough(), { rows: 40, columns: 132 });
  const terminal = { input: stdin, output };
  const { sizes, input } = connectable({ stdin, terminal });
  input.connect();
  expect(sizes).toEqual([{ rows: 40, columns: 132 }]);
  expect(modes).toEqual([true]);
  output.rows = 20;
  output.emit('resize');
  expect(sizes.at(-1)).toEqual({ rows: 20, columns: 132 });
  input.close();
  expect(modes).toEqual([true, false]);
});
