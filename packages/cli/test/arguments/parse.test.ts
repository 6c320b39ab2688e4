import { describe, expect, it } from 'vitest';
import { guessInvocation, parseCommandLine } from '../../src/arguments/parse.ts';

function parsed(line: string) {
  return parseCommandLine(line.split(' ').filter(Boolean));
}

describe('supermin 5 spelling', () => {
  it('takes options before and after names', () => {
    const { command, legacy, names, options } = parsed('--build a -f ext2 b -o out --if-newer c');
    expect({ command, legacy, names }).toEqual({
      command: 'build',
      legacy: true,
      names: ['a', 'b', 'c'],
    });
    expect(options.get('format')).toBe('ext2');
    expect(options.get('output')).toBe('out');
    expect(options.has('if-newer')).toBe(true);
  });

  it("is libguestfs's call", () => {
    const line =
      '--build --verbose --if-newer --lock C/lock --copy-kernel -f ext2 --host-cpu x86_64 D/supermin.d -o C/appliance.d';
    const { command, names, options } = parsed(line);
    expect(command).toBe('build');
    expect(names).toEqual(['D/supermin.d']);
    expect(options.get('host-cpu')).toBe('x86_64');
    expect(options.get('lock')).toBe('C/lock');
    expect(options.count('verbose')).toBe(1);
  });

  it("is coreos-assembler's call", () => {
    const { command, names, options } = parsed('--build DIR --size 10G -f ext2 -o OUT');
    expect(command).toBe('build');
    expect(names).toEqual(['DIR']);
    expect(options.get('size')).toBe('10G');
  });

  it('takes a name that is a command of ours for a name', () => {
    const { command, names } = parsed('--prepare build run -o d');
    expect({ command, names }).toEqual({ command: 'prepare', names: ['build', 'run'] });
  });

  it.each(['', '--prepare --build', '-o out bash', '-v', '-- build'])(
    'has no mode in %j',
    (line) => {
      expect(parsed(line).command).toBeUndefined();
    },
  );

  it('counts -v', () => {
    expect(parsed('--prepare -v -v bash -o d --verbose').options.count('verbose')).toBe(3);
    expect(parsed('--prepare -vvv bash -o d').options.count('verbose')).toBe(3);
  });

  it('lists drivers', () => {
    expect(parsed('--list-drivers').command).toBe('drivers');
    expect(parsed('--list-drivers --prepare').command).toBe('drivers');
  });

  it("understands OCaml's -help", () => {
    expect(parsed('-help').options.has('help')).toBe(true);
  });
});

describe('subcommands', () => {
  it('takes options before the command as well', () => {
    const { command, legacy, names, options } = parsed('-v build d -f ext2 -o out');
    expect({ command, legacy, names }).toEqual({ command: 'build', legacy: false, names: ['d'] });
    expect(options.count('verbose')).toBe(1);
  });

  it("leaves COMMAND's own options alone", () => {
    const { names, options } = parsed('run -p python3 python3 -c print(1) -v --memory x');
    expect(names).toEqual(['python3', '-c', 'print(1)', '-v', '--memory', 'x']);
    expect(options.all('package')).toEqual(['python3']);
    expect(options.has('verbose')).toBe(false);
  });

  it('ends the options of run at --', () => {
    const { names, options } = parsed('run --memory 1024 -- --odd -x');
    expect(names).toEqual(['--odd', '-x']);
    expect(options.get('memory')).toBe('1024');
  });

  it('hands on a second -- that belongs to COMMAND', () => {
    expect(parsed('run -- sh -c x -- y').names).toEqual(['sh', '-c', 'x', '--', 'y']);
  });

  it('takes no word behind -- for a command', () => {
    expect(parsed('-v -- build').command).toBeUndefined();
  });
});

describe("somebody else's options", () => {
  const level = { name: 'level', value: 'N', commands: ['build'] as const, help: '' };

  it.each([
    'build -f x --level 3 d -o out',
    '--level 3 --build d -f x -o out',
    '--level 3 build d -f x -o out',
  ])('are parsed as ours are: %s', (line) => {
    const { command, names, options } = parseCommandLine(line.split(' '), [level]);
    expect({ command, names, level: options.get('level') }).toEqual({
      command: 'build',
      names: ['d'],
      level: '3',
    });
  });

  it('are options of build alone', () => {
    expect(() => parseCommandLine(['prepare', '--level', '3', 'bash'], [level])).toThrow(
      expect.objectContaining({ unknownOption: '--level' }),
    );
  });

  it.each([
    ['build --level 3 -f x --plugin /p', 'build'],
    ['--build --level=3 -f x --plugin=/p', 'build'],
    ['-fx --plugin /p prepare --level', 'prepare'],
  ])('leave enough to guess by: %s', (line, command) => {
    const guess = guessInvocation(line.split(' '));
    expect(guess.command).toBe(command);
    expect(guess.options.get('format')).toBe('x');
    expect(guess.options.all('plugin')).toEqual(['/p']);
  });
});
