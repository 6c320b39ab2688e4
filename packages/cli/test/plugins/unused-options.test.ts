import type { SuperminEvent, WriterManifest } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { refuseUnused } from '../../src/plugins/unused-options.ts';

const SIZE = { name: 'size', type: 'string', help: '' } as const;
const WORDS = ['--kernel=k', '--modules-from=m', '--copy-kernel', '--host-cpu=arm64', '--size=1G'];

/** What is said of these options for a writer with this manifest. */
function said(manifest: Partial<WriterManifest>, argv: readonly string[]): SuperminEvent[] {
  const toy = { name: 'toy', aliases: [], module: './toy.js', description: '', options: [] };
  const events: SuperminEvent[] = [];
  refuseUnused({ ...toy, ...manifest }, parseCommandLine(argv), (event) => events.push(event));
  return events;
}

describe('options that a writer has no use for', () => {
  it.each(WORDS)('are refused, not ignored: %s', (word) => {
    const refused = () => said({ kernelOptions: [] }, ['build', '-f', 'toy', word, 'd']);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(`option '${word.replace(/=.*/, '')}' has no effect with '-f toy'`);
  });

  it.each(WORDS)('are taken by a writer that uses all of them: %s', (word) => {
    expect(said({ options: [SIZE] }, ['build', word, 'd'])).toEqual([]);
  });

  it('are those that the manifest does not name', () => {
    const tool = { kernelOptions: ['host-cpu'] };
    expect(said(tool, ['build', '--host-cpu', 'arm64', 'd'])).toEqual([]);
    expect(() => said(tool, ['build', '--kernel', 'k', 'd'])).toThrow("'--kernel' has no effect");
  });

  it("may be about a kernel with a manifest that says nothing of it, as other people's may", () => {
    expect(said({}, ['build', ...WORDS.slice(0, 4), 'd'])).toEqual([]);
    expect(() => said({}, ['build', '--size', '1G', 'd'])).toThrow("'--size' has no effect");
  });
});

describe("supermin 5's spelling", () => {
  const none = { kernelOptions: [] };

  it('takes all options of supermin 5, and says at -v that they have no effect', () => {
    const argv = ['--build', '--copy-kernel', '--host-cpu', 'x86_64', '--size', '4G', 'd'];
    expect(said(none, argv)).toEqual(
      ['copy-kernel', 'host-cpu', 'size'].map((name) => ({
        ...{ kind: 'message', level: 1, text: `--${name} has no effect with -f toy` },
      })),
    );
  });

  it('refuses those that are ours', () => {
    expect(() => said(none, ['--build', '--kernel', 'k', 'd'])).toThrow("'--kernel' has no effect");
  });
});
