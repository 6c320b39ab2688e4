#!/usr/bin/env node
// Boots the VM of this package and runs /init in it, with this command's arguments, streams and exit status.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const manifest = import.meta.resolve('@supermin/cli/package.json');
const { bin } = JSON.parse(readFileSync(new URL(manifest), 'utf8'));
const supermin = new URL(bin.supermin, manifest);
const self = fileURLToPath(new URL('..', import.meta.url));
const run = ['run', '--appliance-package', self, '--', '/init', ...process.argv.slice(2)];
process.argv.splice(1, process.argv.length, fileURLToPath(supermin), ...run);
await import(supermin.href);
