import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from '../programs/output.ts';

/** A key to sign repositories with, made for one test. */
export class SigningKey {
  /** Its public part, as gpgv takes it. */
  readonly keyring: string;
  /** The same in ASCII armour. */
  readonly armoured: string;
  readonly #home: string;

  /**
   * @param directory a new one. Its name must be short: gpg's agent has a socket in it
   * @param made when, for one that expires: `20200101T000000!`
   */
  constructor(directory: string, name = 'tester', expires = 'never', made = '20200101T000000!') {
    this.#home = directory;
    mkdirSync(directory, { mode: 0o700 });
    const time = expires === 'never' ? [] : ['--faked-system-time', made];
    this.#gpg([
      ...time,
      '--quick-generate-key',
      `${name} <${name}@example.org>`,
      'ed25519',
      'sign',
      expires,
    ]);
    this.keyring = join(directory, 'public.gpg');
    writeFileSync(this.keyring, this.#gpg(['--export']));
    this.armoured = this.#gpg(['--armor', '--export']).toString();
  }

  /** In capitals. */
  get fingerprint(): string {
    const listed = this.#gpg(['--with-colons', '--fingerprint']).toString();
    return /^fpr:+([0-9A-F]+):/m.exec(listed)![1]!;
  }

  /** A clearsigned text, as InRelease is. */
  clearsign(text: string, more: readonly string[] = []): string {
    return this.#gpg([...more, '--clearsign'], text).toString();
  }

  /** A detached signature, as Release.gpg is. */
  sign(text: string): string {
    return this.#gpg(['--armor', '--detach-sign'], text).toString();
  }

  /** The same in binary, as pacman wants it beside a file. */
  signBytes(bytes: Uint8Array, more: readonly string[] = []): Buffer {
    return this.#gpg([...more, '--detach-sign'], bytes);
  }

  #gpg(args: readonly string[], input?: string | Uint8Array): Buffer {
    const batch = [
      '--homedir',
      this.#home,
      '--batch',
      '--passphrase',
      '',
      '--pinentry-mode',
      'loopback',
    ];
    return output('gpg', [...batch, ...args], input === undefined ? {} : { input });
  }
}
