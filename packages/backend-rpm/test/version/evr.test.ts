import { describe, expect, it } from 'vitest';
import { compareEvr, parseEvr } from '../../src/version/evr.ts';

describe('parseEvr', () => {
  it.each([
    ['1.0', { epoch: 0, version: '1.0', release: undefined }],
    ['1.0-2.fc39', { epoch: 0, version: '1.0', release: '2.fc39' }],
    ['2:1.0~rc1-3', { epoch: 2, version: '1.0~rc1', release: '3' }],
    ['0:1', { epoch: 0, version: '1', release: undefined }],
    [':1', { epoch: 0, version: '1', release: undefined }],
    ['1-2-3', { epoch: 0, version: '1-2', release: '3' }],
    ['1:-2', { epoch: 1, version: '', release: '2' }],
    ['v1:0', { epoch: 0, version: 'v1:0', release: undefined }],
  ])('%s', (text, expected) => {
    expect(parseEvr(text)).toEqual(expected);
  });
});

describe('compareEvr', () => {
  it.each([
    ['1:1.0-1', '2.0-1', 1],
    ['0:1.0-1', '1.0-1', 0],
    ['1.0-1', '1.0-2', -1],
    ['1.0', '1.0-2', 0],
    ['1.0-2', '1.0', 0],
    ['1.0-1', '1.0~rc1-2', 1],
    ['6.10.2-1', '6.9.9-1', 1],
  ])('%s against %s is %i', (a, b, expected) => {
    expect(compareEvr(parseEvr(a), parseEvr(b))).toBe(expected);
  });
});
