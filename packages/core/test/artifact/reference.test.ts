import { expect, it } from 'vitest';
import { parseArtifactReference } from '../../src/artifact/reference.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

it.each([
  ['registry.example/team/tools:1.0', 'registry.example/team/tools', ':1.0'],
  ['oci://127.0.0.1:5000/tools', '127.0.0.1:5000/tools', ':latest'],
  ['docker://registry.example/tools', 'registry.example/tools', ':latest'],
  [`oci://registry.example/a/b@${DIGEST}`, 'registry.example/a/b', `@${DIGEST}`],
])('%s', (text, repository, version) => {
  expect(parseArtifactReference(text)).toEqual({ text, repository, version });
});

it.each([
  ...['', 'oci://', 'oci://oci://a/b', 'registry.example/Tools', '-o', '--src-tls-verify=false'],
  ...['registry.example/a b', 'registry.example/a:', 'registry.example/a:-x', 'a@sha256:12'],
  ...['registry.example/a\n', '/etc/passwd', './appliance.d', 'oci:DIR', 'dir:/x'],
])('%j does not name an appliance', (text) => {
  const code = 'ARTIFACT_REFERENCE';
  expect(() => parseArtifactReference(text)).toThrow(expect.objectContaining({ code }));
});
