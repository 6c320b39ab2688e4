import { describe, expect, it } from 'vitest';
import { programOutput } from '../../src/process/program-output.ts';

const { signal } = new AbortController();

async function all(chunks: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

const shell = (script: string, by = signal) => programOutput('sh', ['-c', script], by);

describe('the output of a program', () => {
  it('is its standard output, in the C locale', async () => {
    expect(await all(shell('echo "$LC_ALL $LANG"'))).toBe('C C\n');
  });

  it('4 MB on each stream do not make it wait', async () => {
    const text = await all(shell('head -c 4194304 /dev/zero >&2; head -c 4194304 /dev/zero'));
    expect(text).toHaveLength(4 * 2 ** 20);
  });

  it.each([
    ['echo wrong >&2; exit 3', 'wrong'],
    ['exit 3', 'sh ended with status 3'],
    ['kill -KILL $$', 'sh ended with status 137'],
  ])('%j is an error: %s', async (script, message) => {
    await expect(all(shell(script))).rejects.toThrow(message);
  });

  it('is an error for a program that is missing', async () => {
    await expect(all(programOutput('no-such-program', [], signal))).rejects.toMatchObject({
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
});
