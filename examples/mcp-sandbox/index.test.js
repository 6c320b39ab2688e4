import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const SERVER = fileURLToPath(new URL('index.js', import.meta.url));
/** Without KVM the first call builds an appliance and boots a VM. */
const PATIENCE = { timeout: 300_000 };

const client = new Client({ name: 'test', version: '1.0.0' });

before(() =>
  client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [SERVER],
      env: { ...process.env },
    }),
  ),
);
after(() => client.close());

const call = (name, args = {}) => client.callTool({ name, arguments: args }, undefined, PATIENCE);
const exec = async (...command) => (await call('exec', { command })).structuredContent;

test('tells its tools', async () => {
  const { tools } = await client.listTools();
  const names = tools.map(({ name }) => name);
  assert.deepEqual(names.sort(), ['exec', 'read_file', 'reset', 'write_file']);
});

test('runs commands in a VM, which keeps its files', async () => {
  const made = await exec('sh', '-c', 'echo out; echo err >&2; echo kept > /root/file; exit 3');
  assert.deepEqual(made, { status: 3, stdout: 'out\n', stderr: 'err\n' });
  assert.equal((await exec('cat', 'file')).stdout, 'kept\n');
  assert.match((await exec('cat', '/proc/cmdline')).stdout, /supermin/);
});

test('reads and writes files', async () => {
  await call('write_file', { path: '/srv/notes', text: 'grüße\n' });
  assert.equal((await exec('cat', '/srv/notes')).stdout, 'grüße\n');
  const read = await call('read_file', { path: '/srv/notes' });
  assert.equal(read.content[0].text, 'grüße\n');
});

test('errors are told, and the sandbox goes on', async () => {
  const missing = await call('read_file', { path: '/none' });
  assert.equal(missing.isError, true);
  assert.match(missing.content[0].text, /\/none/);
  const unknown = await call('exec', { command: ['no-such-program'] });
  assert.equal(unknown.isError, true);
  assert.match(unknown.content[0].text, /no-such-program/);
  assert.equal((await exec('echo', 'on')).stdout, 'on\n');
});

test('a command that takes too long is killed', async () => {
  const slow = await call('exec', { command: ['sleep', '60'], seconds: 0.5 });
  assert.equal(slow.isError, true);
  assert.equal((await exec('echo', 'on')).stdout, 'on\n');
});

test('reset: nothing of the old one is left', async () => {
  await exec('touch', '/root/mark');
  await call('reset');
  assert.equal((await exec('sh', '-c', 'test -e /root/mark || echo new')).stdout, 'new\n');
});
