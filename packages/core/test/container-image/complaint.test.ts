import { expect, it } from 'vitest';
import {
  complaintOf,
  hintFor,
  lastLine,
  refusedHere,
} from '../../src/container-image/complaint.ts';

/** As skopeo 1.9 and 1.18 say it. */
const said = (text: string) => Buffer.from(`time="2026-11-30T19:23:40Z" level=fatal msg="${text}"`);

it.each([
  ['EFBIG', 'writing blob: write ./oci-put-blob1: file too large', 'the registry sends more'],
  ['a name in quotes', String.raw`parsing \"docker://x\": no`, 'parsing "docker://x": no'],
])('a complaint: %s', (_, text, expected) => {
  expect(complaintOf(said(text))).toContain(expected);
});

it.each([
  ['writing blob: write ./oci-put-blob4011328837: no space left on device', 'NO_SPACE'],
  ['mkdir blobs/sha256: disk quota exceeded', 'NO_SPACE'],
  ['reading blob: StatusCode: 500, no space left on device', undefined],
  ['manifest unknown', undefined],
])('what this machine refuses: %s', (text, code) => {
  const error = refusedHere(complaintOf(said(text)), '/tmp/layout');
  if (code === undefined) expect(error).toBeUndefined();
  else expect(error).toMatchObject({ code, message: expect.stringContaining('/tmp/layout: ') });
});

it('who may not look for credentials is told where else they are looked for', () => {
  const closed =
    'reading JSON file "/run/containers/1/auth.json": open /run/containers/1/auth.json';
  expect(hintFor(`${closed}: permission denied`)).toContain('XDG_RUNTIME_DIR');
  expect(hintFor('manifest unknown')).toContain('skopeo login');
});

it.each([
  ['http: server gave HTTP response to HTTPS client', true],
  ['tls: failed to verify certificate: x509: certificate signed by unknown authority', true],
  ['reading blob: Digest did not match, expected sha256:0, got sha256:1', false],
  ['the registry sends more than the manifest says', false],
  ['manifest unknown', false],
])('less safety is advised only where TLS is what is missing: %s', (complaint, isTls) => {
  expect(hintFor(complaint).includes('--insecure')).toBe(isTls);
});

it.each([
  ['', ''],
  ['\n', ''],
  ['plain words\n', 'plain words'],
  ['first\nlast', 'last'],
  ['time="x" level=fatal msg="why"\n\n', 'why'],
  ['msg="no time"', 'msg="no time"'],
  [String.raw`level=x msg="a \"b\" c"`, 'a "b" c'],
  ['x msg="a" more', 'x msg="a" more'],
])('the last line of %j is the reason', (output, reason) => {
  expect(lastLine(Buffer.from(output))).toBe(reason);
});

it.each<[complaint: string, code: string | undefined]>([
  ['write x: no space left on device, they say', undefined],
  ['rewrite x: no space left on device', undefined],
  ['write a b: no space left on device', undefined],
  ...['write', 'open', 'mkdir', 'sync', 'close'].flatMap((call): [string, string][] => [
    [`${call} x: no space left on device`, 'NO_SPACE'],
    [`writing: ${call} x: disk quota exceeded`, 'NO_SPACE'],
  ]),
])('%s: what this machine refuses', (complaint, code) => {
  const error = refusedHere(complaint, '/layout');
  expect((error as { code?: string } | undefined)?.code).toBe(code);
});
