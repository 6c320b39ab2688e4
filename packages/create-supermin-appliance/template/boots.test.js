import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../bin/{{SHORT}}.js', import.meta.url));

test('the VM boots and greets', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'test'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^Hello, test! This is \S+, inside a VM\.$/m);
});
