import { afterEach, expect, it, vi } from 'vitest';
import { CreateError } from '../src/create-error.ts';
import { runCreate } from '../src/run-create.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

function run(create: () => string) {
  const said = { out: '', error: '' };
  const keep = (stream: keyof typeof said) => (text: unknown) => {
    said[stream] += text;
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(keep('error'));
  runCreate('create-x', create);
  return { ...said, status: process.exitCode };
}

it('prints what was made', () => {
  expect(run(() => 'ready\n')).toEqual({ out: 'ready\n', error: '', status: undefined });
});

it('tells what the user has to do something about, and nothing else', () => {
  const refuse = () => {
    throw new CreateError('NAME', 'no name', 'say one');
  };
  const error = 'create-x: no name\ncreate-x: hint: say one\n';
  expect(run(refuse)).toEqual({ out: '', error, status: 1 });
  const fail = () => {
    throw new TypeError('a bug');
  };
  expect(() => run(fail)).toThrow(TypeError);
});
