import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/arguments/options.ts';
import { wordsOf } from '../../src/arguments/words.ts';

/** `name` for a name, `-o=value` for an option, `?-x` for a problem. */
function read(argv: readonly string[], dashedValues = false): string[] {
  return [...wordsOf(argv, OPTIONS, dashedValues)].map((word) => {
    if (word.kind === 'name') return word.text;
    if (word.kind !== 'option') return `${word.kind}: ${word.spelled} ${word.seen ?? ''}`.trim();
    const { spelled, spec, value } = word;
    return `${spelled}(${spec.name})${value === undefined ? '' : `=${value}`}`;
  });
}

describe('an option with a value', () => {
  it.each([[['--output', 'd']], [['--output=d']]])('%j', (argv) => {
    expect(read([...argv, 'x'])).toEqual(['--output(output)=d', 'x']);
  });

  it.each([[['-o', 'd']], [['-od']], [['-o=d']]])("%j, the last as supermin 5's OCaml", (argv) => {
    expect(read([...argv, 'x'])).toEqual(['-o(output)=d', 'x']);
  });

  it.each([
    [['--output='], '--output(output)='],
    [['-o', ''], '-o(output)='],
    [['-o='], '-o(output)='],
    [['-o', '-'], '-o(output)=-'],
    [['--append=-x=1'], '--append(append)=-x=1'],
    [['-e', 'A=b=c'], '-e(env)=A=b=c'],
    [['--size=4G=x'], '--size(size)=4G=x'],
  ])('%j', (argv, expected) => {
    expect(read(argv)).toEqual([expected]);
  });

  it.each([[['-o']], [['--output']], [['-vo']]])('%j: none is there', (argv) => {
    expect(read(argv).at(-1)).toMatch(/^value missing: -/);
  });

  it('may begin with a dash in the spelling of supermin 5 alone', () => {
    expect(read(['--size', '-5'])).toEqual(['value missing: --size -5', 'unknown: -5']);
    expect(read(['--size', '-5'], true)).toEqual(['--size(size)=-5']);
  });
});

describe('switches', () => {
  it('stand behind one dash', () => {
    expect(read(['-vvt', 'x'])).toEqual(['-v(verbose)', '-v(verbose)', '-t(tty)', 'x']);
    expect(read(['-vo', 'd'])).toEqual(['-v(verbose)', '-o(output)=d']);
    expect(read(['-it', 'x'])).toEqual(['-i(interactive)', '-t(tty)', 'x']);
  });

  it.each([
    [['--if-newer=3'], 'value given: --if-newer'],
    [['--if-newer='], 'value given: --if-newer'],
    [['-v=3'], 'value given: -v'],
  ])('%j: they take no value', (argv, expected) => {
    expect(read(argv)).toEqual([expected]);
  });

  it.each([
    [['-yt'], ['unknown: -y']],
    [['-ty'], ['-t(tty)', 'unknown: -y']],
    [
      ['--nope=3', 'x'],
      ['unknown: --nope', 'x'],
    ],
  ])('%j: one of them is not known', (argv, expected) => {
    expect(read(argv)).toEqual(expected);
  });

  it('-output is no -o with the value utput', () => {
    expect(read(['-output', 'd'])).toEqual(['unknown: -output --output', 'd']);
    expect(read(['-format=ext2'])).toEqual(['unknown: -format --format']);
    expect(read(['-help'])).toEqual(['--help(help)']);
  });
});

it('-- ends the options; a second one and - are names', () => {
  expect(read(['-v', '--', '-o', '--', 'x'])).toEqual(['-v(verbose)', '-o', '--', 'x']);
  expect(read(['-', '-v'])).toEqual(['-', '-v(verbose)']);
});
