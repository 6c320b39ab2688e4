import { PassThrough, Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { CommandInput } from '../../src/session/command-input.ts';
import { encodeInputEnd, encodeWindow } from '../../src/session/protocol.ts';
import type { SessionOptions } from '../../src/session/session-options.ts';

function connectable(options: Pick<SessionOptions, 'stdin' | 'terminal'>) {
  const port = new PassThrough();
  const control = new PassThrough();
  return { port, control, input: new CommandInput(options, port, control) };
}

it('is empty at once if there is none', () => {
  const { control, input } = connectable({ stdin: null, terminal: undefined });
  input.connect();
  expect(control.read()).toEqual(encodeInputEnd(0));
});

it('is read when the command runs, and its length is told', async () => {
  const stdin = Readable.from([Buffer.from('some '), Buffer.from('text')]);
  const { port, control, input } = connectable({ stdin, terminal: undefined });
  expect(stdin.readableFlowing).toBeNull();
  input.connect();
  const [told] = await control.take(1).toArray();
  expect(told).toEqual(encodeInputEnd(9));
  expect(String(port.read())).toBe('some text');
});

it('takes the terminal along, and gives it back', () => {
  const modes: boolean[] = [];
  const setRawMode = (raw: boolean) => modes.push(raw);
  const stdin = Object.assign(new PassThrough(), { setRawMode });
  const output = Object.assign(new PassThrough(), { rows: 40, columns: 132 });
  const terminal = { input: stdin, output };
  const { control, input } = connectable({ stdin, terminal });
  input.connect();
  expect(control.read()).toEqual(encodeWindow({ rows: 40, columns: 132 }));
  expect(modes).toEqual([true]);
  output.rows = 20;
  output.emit('resize');
  expect(control.read()).toEqual(encodeWindow({ rows: 20, columns: 132 }));
  input.close();
  expect(modes).toEqual([true, false]);
});
