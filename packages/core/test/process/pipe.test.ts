import { describe, expect, it } from 'vitest';
import { pipeProgram } from '../../src/process/pipe.ts';

const { signal } = new AbortController();

async function all(chunks: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

const shell = (script: string, by = signal) => pipeProgram('sh', ['-c', script], { signal: by });

describe('the output of a program', () => {
  it('is its standard output, in the C locale', async () => {
    expect(await all(shell('echo "$LC_ALL $LANG"'))).toBe('C C\n');
  });

  it('4 MB on each stream do not make it wait', async () => {
    const text = await all(shell('head -c 4194304 /dev/zero >&2; head -c 4194304 /dev/zero'));
    expect(text).toHaveLength(4 * 2 ** 20);
  });

  it.each([
    ['echo wrong >&2; exit 3', 'sh ended with status 3: wrong'],
    ['exit 3', 'sh ended with status 3'],
    ['kill -KILL $$', 'sh ended with status 137'],
  ])('%j is an error: %s', async (script, message) => {
    await expect(all(shell(script))).rejects.toThrow(message);
  });

  it('is an error for a program that is missing', async () => {
    await expect(all(pipeProgram('no-such-program', [], { signal }))).rejects.toMatchObject({
      code: 'PROGRAM_MISSING',
    });
  });

  it('ends the program when the reader has had enough', async () => {
    let pid = 0;
    for await (const chunk of shell('echo $$; exec yes')) {
      pid = Number(chunk.toString().split('\n')[0]);
      break;
    }
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('ends with the signal', async () => {
    const controller = new AbortController();
    const work = all(shell('sleep 60', controller.signal));
    setTimeout(() => controller.abort(), 100);
    await expect(work).rejects.toThrow('aborted');
    await expect(all(shell('true', AbortSignal.abort()))).rejects.toThrow('aborted');
  });

  it('names the package to install', async () => {
    const piped = pipeProgram('no-such-program', [], { package: 'some-package' });
    await expect(all(piped)).rejects.toMatchObject({
      message: "the program 'no-such-program' was not found",
      hint: 'install some-package, or correct PATH',
    });
  });
});

/** 64 KiB each. */
function* zeros(count: number): Generator<Buffer> {
  for (let index = 0; index < count; index++) yield Buffer.alloc(1 << 16);
}

describe('the input of a program', () => {
  it('goes through it, however much it is', async () => {
    let length = 0;
    for await (const chunk of pipeProgram('cat', [], { input: zeros(256) })) length += chunk.length;
    expect(length).toBe(256 << 16);
  });

  it('comes as fast as the program takes it', async () => {
    let taken = 0;
    const counted = (function* () {
      for (const chunk of zeros(1000)) {
        taken++;
        yield chunk;
      }
    })();
    for await (const _ of pipeProgram('sh', ['-c', 'echo; sleep 60'], { input: counted })) break;
    expect(taken).toBeLessThan(10);
  });

  it('need not be read: EPIPE is no error', async () => {
    const endless = (function* () {
      for (;;) yield* zeros(1);
    })();
    const head = pipeProgram('head', ['-c', '3'], { input: endless });
    expect(await all(head)).toBe('\0\0\0');
    expect(await all(pipeProgram('true', [], { input: zeros(100) }))).toBe('');
  });

  it('that fails is the error, and ends the program', async () => {
    const broken = (async function* () {
      yield Buffer.from('some');
      throw new Error('the input is broken');
    })();
    await expect(all(pipeProgram('cat', [], { input: broken }))).rejects.toThrow(
      'the input is broken',
    );
    const late = (async function* () {
      yield Buffer.from('some');
      throw new Error('the input is broken');
    })();
    const sleeping = pipeProgram('sh', ['-c', 'exec sleep 60'], { input: late });
    await expect(all(sleeping)).rejects.toThrow('the input is broken');
  });

  it('that waits for ever does not hold up an abort', async () => {
    const controller = new AbortController();
    const waiting = (async function* () {
      yield Buffer.from('some');
      await new Promise(() => {});
    })();
    const work = all(pipeProgram('cat', ['-'], { input: waiting, signal: controller.signal }));
    setTimeout(() => controller.abort(), 100);
    await expect(work).rejects.toThrow('aborted');
  });
});
