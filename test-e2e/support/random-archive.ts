import { run, succeed } from '@supermin/test-support/programs';
import type { Random } from '@supermin/test-support/random';

/** Makes an archive of a directory with one of the programs that people have, in one of its formats. */
export async function packRandomly(
  directory: string,
  archive: string,
  random: Random,
): Promise<string> {
  const maker = [gnu, gnu, gnu, bsd, python][random(5)]!;
  const argv = maker(directory, archive, random);
  // A format that cannot hold a file leaves it out, with a status: what is in the archive is what counts.
  const { status, stderr } = await run(argv[0]!, argv.slice(1), { env: { LC_ALL: 'C' } });
  if (status > 2) throw new Error(`${argv.join(' ')}: status ${status}: ${stderr}`);
  const compression = [undefined, undefined, 'gzip', 'zstd'][random(4)];
  if (compression === undefined) return argv.join(' ');
  await succeed('bash', ['-ec', '$0 -c < "$1" > "$1.z"; mv "$1.z" "$1"', compression, archive]);
  return `${argv.join(' ')} | ${compression}`;
}

function gnu(directory: string, archive: string, random: Random): string[] {
  const format = ['v7', 'oldgnu', 'gnu', 'ustar', 'posix', 'posix', 'posix'][random(7)]!;
  const argv = ['tar', '-C', directory, '-cf', archive, `--format=${format}`, '--numeric-owner'];
  const isPosix = format === 'posix';
  const canBeSparse = isPosix || format.endsWith('gnu');
  if (canBeSparse && random(4) > 0) argv.push('--sparse');
  if (isPosix) {
    argv.push(`--sparse-version=${['0.0', '0.1', '1.0'][random(3)]}`);
    if (random(4) > 0) argv.push('--xattrs', '--xattrs-include=*', '--acls');
  }
  if (canBeSparse && random(6) === 0) argv.push('--label=A LABEL');
  if (canBeSparse && random(6) === 0) argv.push(`--listed-incremental=${archive}.snapshot`);
  if (random(3) === 0) argv.push('--sort=name');
  return [...argv, '.'];
}

function bsd(directory: string, archive: string, random: Random): string[] {
  const format = ['pax', 'pax', 'gnutar', 'ustar', 'v7tar'][random(5)]!;
  return ['bsdtar', '-C', directory, '--format', format, '--numeric-owner', '-cf', archive, '.'];
}

const PYTHON = `
import os, sys, tarfile
directory, archive, format = sys.argv[1:]
with tarfile.open(archive, 'w', format=getattr(tarfile, format), errors='surrogateescape') as made:
    for top, directories, files in os.walk(directory):
        for name in sorted(directories + files):
            path = os.path.join(top, name)
            try: made.add(path, './' + os.path.relpath(path, directory), recursive=False)
            except ValueError: pass
`;

function python(directory: string, archive: string, random: Random): string[] {
  const format = ['USTAR_FORMAT', 'GNU_FORMAT', 'PAX_FORMAT'][random(3)]!;
  return ['python3', '-c', PYTHON, directory, archive, format];
}
