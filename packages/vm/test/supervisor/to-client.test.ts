import { expect, it } from 'vitest';
import { numbers } from '../../src/session/protocol.ts';
import { encodeToClient } from '../../src/supervisor/to-client.ts';

it('a frame to a client is one of a guest: kind, length with the job, job, payload', () => {
  expect(encodeToClient('started', 5).toString('hex')).toBe('05000000' + '04000000' + '05000000');
  expect(encodeToClient('exit', 6, numbers(143, 15)).toString('hex')).toBe(
    '0c000000' + '0c000000' + '06000000' + '8f000000' + '0f000000',
  );
});
