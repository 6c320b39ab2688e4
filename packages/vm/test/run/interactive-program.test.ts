import { expect, it } from 'vitest';
import { interactiveProgram } from '../../src/run/interactive-program.ts';

it.each([
  ['bash', 'bash'],
  ['/usr/bin/bash -l', 'bash'],
  ['sh -i', 'sh'],
  ['python3', 'python3'],
  ['vim file', 'vim'],
  ['less /etc/passwd', 'less'],
])('%s is one', (line, name) => {
  expect(interactiveProgram(line.split(' '))).toBe(name);
});

it.each(['bash script', 'sh -c ls', 'python3 -c 1', 'ls', 'vim --version', 'bashful', ''])(
  '%s is none',
  (line) => {
    expect(interactiveProgram(line.split(' '))).toBeUndefined();
  },
);

it('may be bytes', () => {
  expect(interactiveProgram([Buffer.from('bash')])).toBe('bash');
  expect(interactiveProgram([])).toBeUndefined();
});
