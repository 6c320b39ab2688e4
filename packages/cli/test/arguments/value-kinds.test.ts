import { describe, expect, it } from 'vitest';
import { formOf, readNumber } from '../../src/arguments/value-kinds.ts';

describe('memory, in MiB', () => {
  it.each([
    ['1024', 1024],
    ['64', 64],
    ['4G', 4096],
    ['4g', 4096],
    ['512M', 512],
    ['512MiB', 512],
    ['1.5G', 1536],
    ['2GB', 2048],
    ['1048576K', 1024],
    ['1T', 2 ** 20],
    ['16T', 2 ** 24],
    ['1500.7M', 1500],
  ])('%s', (text, value) => {
    expect(readNumber('memory', text)).toBe(value);
  });

  it.each([
    ...['', '0', '63', '63M', '-1', '-4G', 'lots', '4X', '4 G', '4GG', '4iB', '1e3', '0x400', 'G'],
    ...['17T', '9'.repeat(400), 'Infinity', 'NaN', '4G4', '.G'],
  ])('%j is none', (text) => {
    expect(readNumber('memory', text)).toBeUndefined();
  });
});

describe('a duration, in seconds, as timeout(1) has it', () => {
  it.each([
    ['0', 0],
    ['10', 10],
    ['0.2', 0.2],
    ['.5', 0.5],
    ['1.', 1],
    ['30s', 30],
    ['1m', 60],
    ['1.5m', 90],
    ['2h', 7200],
    ['1d', 86_400],
    ['24d', 24 * 86_400],
    ['0m', 0],
  ])('%s', (text, value) => {
    expect(readNumber('duration', text)).toBe(value);
  });

  it.each(['', '-1', 'soon', '1x', '1ms', '1 m', '1m30s', '1M', '25d', '1e9', 'inf', '.', '.s'])(
    '%j is none',
    (text) => {
      expect(readNumber('duration', text)).toBeUndefined();
    },
  );
});

describe('a count', () => {
  it.each([
    ['1', 1],
    ['08', 8],
    ['1024', 1024],
  ])('%s', (text, value) => {
    expect(readNumber('count', text)).toBe(value);
  });

  it.each(['', '0', '1.5', '-1', '+1', '1025', '9'.repeat(40), 'two', '1 ', '0x2'])(
    '%j is none',
    (text) => {
      expect(readNumber('count', text)).toBeUndefined();
    },
  );
});

it('says what is needed', () => {
  expect(`needs ${formOf('duration')}, not 'x'`).toBe(
    "needs seconds, or a time such as 1.5m, 2h or 1d, up to 24d, not 'x'",
  );
});
