import { Writable } from 'node:stream';
import { type Report, say } from '@supermin/core';

/** Bytes that are kept for an error. */
const KEPT = 64 * 1024;

/** Lines of those that an error has. */
const SHOWN = 40;

/** A line that is longer is reported in parts. */
const LONGEST = 4096;

/** What scripts write, on both of their outputs: reported a line at a time, and the end of it kept. */
export class ScriptOutput {
  #kept = '';
  /** Up to the first line that tells of a failure; what comes then is kept apart, and does not push it out. */
  #failure: string | undefined;
  #isFailure: ((line: string) => boolean) | undefined;

  constructor(private readonly report: Report) {}

  /** A stream for one output of one script. A line of it stays whole, whatever comes from another one meanwhile. */
  stream(): Writable {
    let line = '';
    return new Writable({
      decodeStrings: true,
      write: (chunk: Buffer, _encoding, done) => {
        const lines = (line + chunk.toString('latin1')).split('\n');
        line = lines.pop()!;
        for (const each of lines) this.#add(each);
        if (line.length > LONGEST) line = this.#add(line);
        done();
      },
      final: (done) => {
        if (line !== '') line = this.#add(line);
        done();
      },
    });
  }

  /** The end of what the step that is under way has written, and what came before a failure; bytes. */
  get text(): string {
    return (this.#failure ?? '') + this.#end();
  }

  /** Its last lines, as text; those up to the first failure, after which a package manager may have gone on. */
  lastLines(): string {
    const lines = (this.#failure ?? this.#end()).split('\n').filter((line) => line.trim() !== '');
    return decoded(lines.slice(-SHOWN).join('\n'));
  }

  /** Whether a line of that step has told of a failure. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * What comes now is another step's.
   *
   * @param isFailure whether a line tells of a failure
   */
  next(isFailure?: (line: string) => boolean): void {
    this.#kept = '';
    this.#isFailure = isFailure;
    this.#failure = undefined;
  }

  #add(line: string): '' {
    this.#kept += `${line}\n`;
    // Not at every line: there may be many.
    if (this.#kept.length > 2 * KEPT) this.#kept = this.#end();
    if (this.#failure === undefined && this.#isFailure?.(line)) {
      this.#failure = this.#end();
      this.#kept = '';
    }
    if (line.trim() !== '') say(this.report, `configure: ${decoded(line.trimEnd())}`);
    return '';
  }

  #end(): string {
    return this.#kept.slice(-KEPT);
  }
}

function decoded(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
