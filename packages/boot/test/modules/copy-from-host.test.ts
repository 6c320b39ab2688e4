import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyFromHost } from '../../src/modules/copy-from-host.ts';
import { FakeRoot, temporaryDirectory } from '../kernel/fixture.ts';

it('copies a file of the root, and makes the directories above it', () => {
  const root = new FakeRoot().file('/lib/a.ko', Buffer.from('module'));
  const to = join(temporaryDirectory(), 'kernel/net/a.ko');
  copyFromHost(root.host, '/lib/a.ko', to);
  expect(readFileSync(to, 'utf8')).toBe('module');
});
