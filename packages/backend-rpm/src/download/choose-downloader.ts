import { type CallContext, isSuperminError } from '@supermin/core';
import { downloaderMissing } from '../errors.ts';
import type { Downloader, DownloadProgram } from './downloader.ts';

/** The first of the programs that is on this machine, asked for its version. */
export async function chooseDownloader(
  { host, signal }: Pick<CallContext, 'host' | 'signal'>,
  programs: readonly DownloadProgram[],
): Promise<Downloader> {
  for (const { program, dialect } of programs) {
    try {
      const { stdout } = await host.run(program, ['--version'], { signal });
      return dialect(stdout.toString('utf8'));
    } catch (error) {
      if (!isSuperminError(error) || error.code !== 'PROGRAM_MISSING') throw error;
    }
  }
  throw downloaderMissing(programs.map(({ program }) => program));
}
