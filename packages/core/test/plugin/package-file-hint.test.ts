import { expect, it } from 'vitest';
import { packageFileHint } from '../../src/plugin/package-file-hint.ts';
import { foundBackend } from '../support/plugins.ts';

const dpkg = foundBackend('@supermin/backend-dpkg', { packageFiles: ['.deb', '.udeb'] });
const apk = foundBackend('supermin-backend-apk', { name: 'apk', packageFiles: ['.apk'] });
const plain = foundBackend('supermin-backend-plain', { name: 'plain' });
const known = [
  { name: '@supermin/writer-tar', formats: ['tar'] },
  { name: '@supermin/backend-rpm', backend: 'rpm', packageFiles: ['.rpm'] },
];

it.each([
  ['a file of this package manager', ['bash', './a_1.deb'], 'specify names of installed packages'],
  ['one of another', ['a-1.apk'], "a-1.apk is a package file of apk, and this root's packages"],
  ['one whose plugin is missing', ['a.rpm'], "of rpm: 'npm install @supermin/backend-rpm'"],
  ['nobody knows', ['a.xbps'], undefined],
  ['a name', ['deb', 'python3.11'], undefined],
])('%s: %j', (_, names, expected) => {
  const hint = packageFileHint(names, dpkg, { backends: [plain, dpkg, apk], known });
  if (expected === undefined) expect(hint).toBeUndefined();
  else expect(hint).toContain(expected);
});
