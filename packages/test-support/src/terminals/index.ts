import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program on a terminal of its own, by script(1); what it prints is kept. */
export class PseudoTerminal {
  readonly ended: Promise<void>;
  #printed = '';
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;

  constructor(command: string, env: Record<string, string>) {
    this.#child = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...process.env, TERM: 'dumb', ...env, SHELL: '/bin/sh' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#printed += chunk.toString('latin1');
    });
    this.#child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => this.#child.on('close', () => resolve()));
  }

  /** An interactive shell, with job control. */
  static shell(env: Record<string, string>): PseudoTerminal {
    return new PseudoTerminal("PS1='PROMPT> ' bash --norc --noprofile -i", env);
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** All that has been printed up to the pattern, which is taken away; waits for it. */
  async until(pattern: RegExp, seconds = 100): Promise<string> {
    for (let waited = 0; waited < seconds * 20; waited++) {
      const match = pattern.exec(this.#printed);
      if (match !== null) {
        const end = match.index + match[0].length;
        const seen = this.#printed.slice(0, end);
        this.#printed = this.#printed.slice(end);
        return seen;
      }
      await sleep(50);
    }
    throw new Error(`no ${pattern} in ${JSON.stringify(this.#printed)}`);
  }

  /** The terminal goes, as when its window is closed or the network connection breaks. */
  hangUp(): void {
    this.#child.kill('SIGKILL');
  }
}
