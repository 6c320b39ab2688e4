import { expect, it } from 'vitest';
import { skopeoCommand } from '../../src/container-image/skopeo-command.ts';

it('skopeo is run as it is, or by prlimit(1), which has a package of its own', () => {
  expect(skopeoCommand(['copy', 'a'])).toEqual({
    ...{ program: 'skopeo', words: ['copy', 'a'], package: 'skopeo' },
  });
  for (const largest of [0, 1000]) {
    expect(skopeoCommand(['copy', 'a'], largest)).toEqual({
      ...{ program: 'prlimit', package: 'util-linux' },
      words: [`--fsize=${largest}`, '--core=0', '--', 'skopeo', 'copy', 'a'],
    });
  }
});
