import { expect, it } from 'vitest';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { parsePublish } from '../../src/run/published-port.ts';

it('is two ports, and may have an address', () => {
  expect(parsePublish('8080:80')).toEqual({ address: undefined, host: 8080, guest: 80 });
  expect(parsePublish('0.0.0.0:8080:80')).toEqual({ address: '0.0.0.0', host: 8080, guest: 80 });
});

it.each([
  '80',
  ':80',
  '80:',
  'a:80',
  '80:a',
  '1:2:3:4',
  '-1:80',
  '80:80/udp',
  '123456:1',
  '1:123456',
])('%j is an error', (text) => {
  expect(() => parsePublish(text)).toThrow(UsageError);
  expect(() => parsePublish(text)).toThrow(`not '${text}'`);
});
