import { describe, expect, it } from 'vitest';
import { DownloadProblem, downloadFailed } from '../../src/download/errors.ts';

type Code = DownloadProblem['code'];

/** What is said when each address has such a problem. */
const failed = (...codes: Code[]) =>
  downloadFailed(
    'a file',
    codes.map((code, at) => ({
      url: `http://${at}.example/f`,
      problem: new DownloadProblem(`is ${code}`, false, code),
    })),
  );

describe('a download that failed', () => {
  it('tells of all addresses', () => {
    expect(failed('DOWNLOAD_SIZE', 'DOWNLOAD_MISSING').message).toBe(
      'could not download a file: http://0.example/f: is DOWNLOAD_SIZE; http://1.example/f: is DOWNLOAD_MISSING',
    );
  });

  it.each<[Code[], Code, string]>([
    [['DOWNLOAD_MISSING', 'DOWNLOAD_MISSING'], 'DOWNLOAD_MISSING', 'run prepare --update'],
    [['DOWNLOAD_MISSING', 'DOWNLOAD_SIZE', 'DOWNLOAD_FAILED'], 'DOWNLOAD_SIZE', 'out of date'],
    [['DOWNLOAD_FAILED', 'DOWNLOAD_MISSING'], 'DOWNLOAD_FAILED', 'http_proxy'],
    [['DOWNLOAD_FAILED', 'DOWNLOAD_HASH'], 'DOWNLOAD_HASH', 'tampered'],
  ])('%j is %s', (codes, code, hint) => {
    expect(failed(...codes)).toMatchObject({ code, hint: expect.stringContaining(hint) });
  });

  it('does not tell passwords', () => {
    const problem = new DownloadProblem('no', false, 'DOWNLOAD_FAILED');
    const said = (url: string) => downloadFailed('x', [{ url, problem }]).message;
    expect(said('https://me:secret@a.example/f')).toContain(' https://a.example/f: no');
    expect(said('https://me:a@b@a.example/f')).toContain(' https://a.example/f: no');
    // Not a name: the part before @ ends with the host.
    expect(said('https://a.example/f@1')).toContain(' https://a.example/f@1: no');
    expect(said('https://a.example?f@1')).toContain(' https://a.example?f@1: no');
    expect(said('https://a.example#f@1')).toContain(' https://a.example#f@1: no');
    expect(said('https://me@a.example/g@1')).toContain(' https://a.example/g@1: no');
  });
});
