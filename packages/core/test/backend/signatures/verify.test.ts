import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SigningKey } from '@supermin/test-support/apt';
import { output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TAMPERED } from '../../../src/backend/signatures/errors.ts';
import {
  type Signers,
  verifiedContent,
  verifyFile,
} from '../../../src/backend/signatures/verify.ts';
import { localHost } from '../../../src/host/local-host.ts';

const TEXT = 'what was published\n';
const PUBLISHED = Buffer.from(TEXT);
const HINTS = { noKeys: 'get keys', unknownKey: 'get its key', unsigned: 'ask for a signature' };

const scratch = scratchDirectory();
const key = new SigningKey(join(scratch, 'k'));
const stranger = new SigningKey(join(scratch, 's'), 'stranger');
/** Of 1 January 2020. */
const oldKey = new SigningKey(join(scratch, 'o'), 'old', '80y');
const expiredKey = new SigningKey(join(scratch, 'e'), 'expired', '1d');
const THEN = ['--faked-system-time', '20200101T010000!'];

const idOf = ({ fingerprint }: SigningKey) => fingerprint.slice(-16);
const by = (keyrings: readonly string[], distrusted: readonly string[] = []): Signers => ({
  keyrings,
  distrusted: new Set(distrusted),
  hints: HINTS,
});

/** A new directory with the published file, and its signature. */
function signed(signature: string | Uint8Array, content: string | Uint8Array = PUBLISHED) {
  const directory = mkdtempSync(join(scratch, 'd-'));
  const file = join(directory, 'file');
  writeFileSync(file, content);
  writeFileSync(`${file}.sig`, signature);
  mkdirSync(join(directory, 'work'));
  const options = {
    host: localHost(),
    directory: join(directory, 'work'),
    signal: new AbortController().signal,
  };
  return { request: { file, signature: `${file}.sig`, address: 'http://m/file' }, options };
}

function verify(signature: string | Uint8Array, signers: Signers): Promise<void> {
  const { request, options } = signed(signature);
  return verifyFile(request, signers, options);
}

/** The text with the signature around it. */
async function content(clearsigned: string, signers: Signers): Promise<string> {
  const { request, options } = signed('', clearsigned);
  const { signature: _, ...inline } = request;
  return (await verifiedContent(inline, signers, options)).toString();
}

const refusal = (code: string, said: string, hint: unknown) => ({
  code,
  message: `http://m/file: ${said}`,
  hint,
});
const bad = (why: string) => refusal('SIGNATURE_BAD', `bad signature: ${why}`, TAMPERED);

describe('a signature of one of the keys', () => {
  it('is good, in binary or in armour, by a keyring or by a key itself', async () => {
    const binary = key.signBytes(PUBLISHED);
    for (const signature of [binary, key.sign(TEXT)]) {
      for (const keyring of [key.keyring, key.armoured]) await verify(signature, by([keyring]));
    }
    await verify(binary, by([stranger.keyring, key.keyring]));
    await verify(binary, by([key.keyring, stranger.armoured]));
    await verify(binary, { keyrings: [key.keyring], hints: HINTS });
  });

  it('gives the bytes of the file', async () => {
    const { request, options } = signed(key.sign(TEXT));
    expect((await verifiedContent(request, by([key.keyring]), options)).toString()).toBe(TEXT);
    expect(readdirSync(options.directory)).toEqual(['keys']);
  });

  it('around a text: nothing but what was signed is taken', async () => {
    const clearsigned = key.clearsign(TEXT);
    expect(await content(clearsigned, by([key.keyring]))).toBe(TEXT);
    const more = `slipped in before\n\n${clearsigned}slipped in behind\n`;
    const taken = await content(more, by([key.keyring])).catch(() => '');
    expect(taken).not.toContain('slipped in');
  });

  it('is enough where there are others, before or behind it, by keys that are not known', async () => {
    const [own, other] = [key.signBytes(PUBLISHED), stranger.signBytes(PUBLISHED)];
    await verify(Buffer.concat([own, other]), by([key.keyring]));
    await verify(Buffer.concat([other, own]), by([key.keyring]));
  });
});

describe('where only some keys may sign', () => {
  it('others of the keyring are refused, and one of them is enough', async () => {
    const keyrings = [key.keyring, stranger.keyring];
    const may = (...only: string[]): Signers => ({ keyrings, only, hints: HINTS });
    const signature = key.signBytes(PUBLISHED);
    for (const print of [key.fingerprint, `${key.fingerprint}!`]) {
      await verify(signature, may(stranger.fingerprint, print));
    }
    const refused = bad(`key ${key.fingerprint} is none of those that may sign it`);
    await expect(verify(signature, may(stranger.fingerprint))).rejects.toMatchObject(refused);
    await verify(
      Buffer.concat([signature, stranger.signBytes(PUBLISHED)]),
      may(stranger.fingerprint),
    );
  });
});

describe('refused is', () => {
  it('another file than the one that was signed', async () => {
    const { request, options } = signed(key.signBytes(PUBLISHED), `${TEXT}and more`);
    const refused = bad('the text is not the one that was signed');
    await expect(verifyFile(request, by([key.keyring]), options)).rejects.toMatchObject(refused);
  });

  it('a changed text within its signature', async () => {
    const changed = key.clearsign(TEXT).replace('published', 'tampered with');
    const refused = bad('the text is not the one that was signed');
    await expect(content(changed, by([key.keyring]))).rejects.toMatchObject(refused);
  });

  it('one bad signature beside a good one', async () => {
    const other = stranger.signBytes(Buffer.from('another text'));
    const both = Buffer.concat([key.signBytes(PUBLISHED), other]);
    const refused = bad('the text is not the one that was signed');
    await expect(verify(both, by([key.keyring, stranger.keyring]))).rejects.toMatchObject(refused);
  });

  it('what is not signed', async () => {
    const refused = refusal('SIGNATURE_MISSING', 'it is not signed', HINTS.unsigned);
    await expect(content(TEXT, by([key.keyring]))).rejects.toMatchObject(refused);
    for (const none of ['', 'no signature']) {
      await expect(verify(none, by([key.keyring]))).rejects.toMatchObject(refused);
    }
  });

  it.each(['<!DOCTYPE html><p>Log in', '\n<html>Log in</html>'])(
    'what is not signed, as the page of a portal: %j',
    async (page) => {
      const refused = refusal(
        'SIGNATURE_MISSING',
        'it is not signed, and a page of HTML',
        expect.stringContaining('log in to this network'),
      );
      await expect(content(page, by([key.keyring]))).rejects.toMatchObject(refused);
      await expect(verify(page, by([key.keyring]))).rejects.toMatchObject(refused);
    },
  );

  it('a key of the future, where the clock is wrong', async () => {
    const [made, then] = ['20900101T000000!', '20900102T000000!'];
    const future = new SigningKey(join(scratch, 'f'), 'future', '2y', made);
    const late = future.signBytes(PUBLISHED, ['--faked-system-time', then]);
    await expect(verify(late, by([future.keyring]))).rejects.toMatchObject({
      ...{ code: 'SIGNATURE_BAD', hint: "set this machine's clock" },
      message: expect.stringMatching(/: made at 2090-01-02T00:00:00Z, and now it is \d/),
    });
  });

  it('what none of the keys has signed, with all that have', async () => {
    const unknown = (ids: string) =>
      refusal('SIGNATURE_KEY', `signed by ${ids}, and by no key of the keyring`, HINTS.unknownKey);
    const [one, other] = [key.signBytes(PUBLISHED), stranger.signBytes(PUBLISHED)];
    await expect(verify(one, by([stranger.keyring]))).rejects.toMatchObject(unknown(idOf(key)));
    await expect(verify(Buffer.concat([one, other]), by([oldKey.keyring]))).rejects.toMatchObject(
      unknown(`${idOf(key)}, ${idOf(stranger)}`),
    );
  });

  it('a key that has expired, and a signature that has', async () => {
    const late = expiredKey.signBytes(PUBLISHED, THEN);
    const key1 = bad(`key ${idOf(expiredKey)} has expired`);
    await expect(verify(late, by([expiredKey.keyring]))).rejects.toMatchObject(key1);
    const short = oldKey.signBytes(PUBLISHED, [...THEN, '--default-sig-expire', '1d']);
    const signature = bad(`that of key ${idOf(oldKey)} has expired`);
    await expect(verify(short, by([oldKey.keyring]))).rejects.toMatchObject(signature);
    await verify(oldKey.signBytes(PUBLISHED, THEN), by([oldKey.keyring]));
  });

  it.each([
    ['MD5', 'MD5'],
    ['SHA1', 'SHA-1'],
    ['RIPEMD160', 'RIPEMD-160'],
  ])('a digest of %s', async (digest, name) => {
    const more = ['--digest-algo', digest, '--allow-weak-digest-algos'];
    const weak = stranger.signBytes(PUBLISHED, more);
    const refused = bad(`its digest is ${name}`);
    await expect(verify(weak, by([stranger.keyring]))).rejects.toMatchObject(refused);
  });

  it('a weak digest, which no expired signature beside it makes up for', async () => {
    const weak = oldKey.signBytes(PUBLISHED, ['--digest-algo', 'SHA1']);
    const short = oldKey.signBytes(PUBLISHED, [...THEN, '--default-sig-expire', '1d']);
    const keyrings = [oldKey.keyring];
    const refused = bad('its digest is SHA-1');
    const both = Buffer.concat([weak, short]);
    await expect(verify(both, by(keyrings))).rejects.toMatchObject(refused);
    // A good one does.
    await verify(Buffer.concat([weak, oldKey.signBytes(PUBLISHED)]), by(keyrings));
  });

  it('what gpgv cannot check, as an algorithm that it does not know', async () => {
    const signature = key.signBytes(PUBLISHED);
    // RFC 9580, section 5.2.3: behind two bytes of the packet's header a version, a type and the algorithm.
    signature[4] = 99;
    const refused = bad(`gpgv cannot check that of key ${idOf(key)}`);
    await expect(verify(signature, by([key.keyring]))).rejects.toMatchObject(refused);
  });

  it('a key that was revoked', async () => {
    const revoked = new SigningKey(join(scratch, 'r'), 'revoked');
    const signature = revoked.signBytes(PUBLISHED);
    const home = dirname(revoked.keyring);
    const certificate = join(home, 'openpgp-revocs.d', `${revoked.fingerprint}.rev`);
    // gpg puts a colon before its first line, so that nobody imports it by mistake.
    const input = readFileSync(certificate, 'latin1').replace(/^:-/m, '-');
    const batch = ['--homedir', home, '--batch'];
    output('gpg', [...batch, '--import'], { input });
    writeFileSync(revoked.keyring, output('gpg', [...batch, '--export']));
    const refused = bad(`key ${idOf(revoked)} was revoked`);
    await expect(verify(signature, by([revoked.keyring]))).rejects.toMatchObject(refused);
  });

  it('a key that is distrusted, and what belongs to one', async () => {
    const main = new SigningKey(join(scratch, 'm'), 'main');
    const home = dirname(main.keyring);
    const own = main.signBytes(PUBLISHED);
    const gpg = (args: readonly string[]) =>
      output('gpg', [
        ...['--homedir', home, '--batch', '--passphrase', '', '--pinentry-mode', 'loopback'],
        ...args,
      ]);
    gpg(['--quick-add-key', main.fingerprint, 'ed25519', 'sign']);
    writeFileSync(main.keyring, gpg(['--export']));
    const listed = gpg(['--with-colons', '--fingerprint', '--fingerprint']).toString();
    const [first, second] = [...listed.matchAll(/^fpr:+([0-9A-F]+):/gm)].map(([, found]) => found!);
    const bySubkey = main.signBytes(PUBLISHED);
    const keyrings = [main.keyring];
    const refused = (fingerprint: string) => bad(`key ${fingerprint} is not trusted any more`);
    const judged = (signature: Buffer, distrusted: string) =>
      expect(verify(signature, by(keyrings, [distrusted])));
    await judged(own, first!).rejects.toMatchObject(refused(first!));
    await judged(bySubkey, first!).rejects.toMatchObject(refused(first!));
    await judged(bySubkey, second!).rejects.toMatchObject(refused(second!));
    // What has no part in it.
    await verify(own, by(keyrings, [second!, stranger.fingerprint]));
  });

  it('not what another key has signed, too, that is trusted', async () => {
    const [own, other] = [key.signBytes(PUBLISHED), stranger.signBytes(PUBLISHED)];
    const signers = by([key.keyring, stranger.keyring], [stranger.fingerprint]);
    await verify(Buffer.concat([own, other]), signers);
    await verify(Buffer.concat([other, own]), signers);
    await expect(verify(other, signers)).rejects.toMatchObject({ code: 'SIGNATURE_BAD' });
  });
});

describe('without keys', () => {
  it.each([
    ['none are named', [], ''],
    [
      'their files are not there, or are empty',
      ['/no/such.gpg', '/dev/shm/../../no/other.gpg'],
      ' (looked for /no/such.gpg, /dev/shm/../../no/other.gpg)',
    ],
  ])('%s: says where it has looked', async (_, keyrings, looked) => {
    const text = `no keys to verify it with${looked}`;
    const refused = refusal('KEYRING_MISSING', text, HINTS.noKeys);
    await expect(verify(key.sign(TEXT), by(keyrings))).rejects.toMatchObject(refused);
  });
});

describe('gpgv', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('is what is to be installed where it is missing', async () => {
    vi.stubEnv('PATH', scratchDirectory());
    await expect(verify('', by([key.keyring]))).rejects.toMatchObject({
      code: 'PROGRAM_MISSING',
      hint: expect.stringContaining('gpgv'),
    });
  });

  it('is not waited for when nobody wants to know any more', async () => {
    const { request, options } = signed(key.sign(TEXT));
    const signal = AbortSignal.abort(new Error('enough'));
    const going = verifyFile(request, by([key.keyring]), { ...options, signal });
    await expect(going).rejects.toThrow('enough');
  });
});
