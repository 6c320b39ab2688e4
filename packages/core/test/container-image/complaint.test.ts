import { expect, it } from 'vitest';
import { complaintOf, hintFor, refusedHere } from '../../src/container-image/complaint.ts';

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
