import type { ImageConfig } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { imageCommand, inImage } from '../../src/job/image-job.ts';

const config = (of: Partial<ImageConfig>): ImageConfig =>
  ({ entrypoint: [], command: [], env: [], user: '', workingDirectory: '', ...of }) as ImageConfig;

describe('imageCommand', () => {
  const both = config({ entrypoint: ['/start.sh', '-x'], command: ['serve'] });
  const none = config({ command: ['bash'] });

  it.each([
    ['the image’s own', both, [], undefined, ['/start.sh', '-x', 'serve']],
    ['another command', both, ['sh', '-c'], undefined, ['/start.sh', '-x', 'sh', '-c']],
    ['without an entry point', none, ['date'], undefined, ['date']],
    ['the command alone', none, [], undefined, ['bash']],
    ['another entry point, without the command', both, [], '/bin/ls', ['/bin/ls']],
    ['another entry point, and arguments', both, ['-l'], '/bin/ls', ['/bin/ls', '-l']],
    ['no entry point', both, ['date'], '', ['date']],
  ])('%s', (_, image, argv, entrypoint, expected) => {
    expect(imageCommand(image, argv, entrypoint)).toEqual(expected);
  });
});

describe('inImage', () => {
  it('is as the image has it', () => {
    const image = config({
      ...{ env: ['A=b=c', 'EMPTY='], user: 'www', workingDirectory: '/srv/é' },
    });
    expect(inImage(image, {})).toEqual({
      ...{ env: { A: 'b=c', EMPTY: '' }, user: 'www', cwd: '/srv/\xc3\xa9' },
    });
  });

  it('but for what is asked for', () => {
    const image = config({ env: ['A=b', 'C=d'], user: 'www', workingDirectory: '/srv' });
    const asked = { env: { A: 'x' }, user: '0', cwd: '/', tty: true };
    expect(inImage(image, asked)).toEqual({ ...asked, env: { A: 'x', C: 'd' } });
  });

  it('an image that says nothing has root, in /', () => {
    expect(inImage(config({}), {})).toEqual({ env: {}, user: undefined, cwd: '/' });
    expect(inImage(config({ workingDirectory: 'app' }), {})).toMatchObject({ cwd: '/app' });
  });
});
