import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fsck, listImage } from '@supermin/test-support/images';
import { succeed } from '@supermin/test-support/programs';
import { UnequalError } from '../compare/unequal-error.ts';
import { runOnce } from '../measure/run-once.ts';
import type { Scratch } from '../scratch.ts';
import { environment } from './host-builds.ts';
import { OURS } from './names.ts';
import { CURL, curl, type Lock, MMDEBSTRAP, mmdebstrap } from './repository-rivals.ts';
import { atMost, faster, moreBy } from './targets.ts';
import type { Contender, Workload } from './workload.ts';

/** 50 packages of bookworm, with all that their scripts take. */
const PACKAGES = [
  ...['base-passwd', 'base-files', 'bash', 'coreutils', 'dash', 'dpkg', 'debianutils', 'diffutils'],
  ...['findutils', 'grep', 'gzip', 'sed', 'tar', 'libc-bin', 'hostname', 'mawk', 'login', 'passwd'],
  ...['ncurses-base', 'ncurses-bin', 'less', 'perl-base'],
];

const FROM = 'debian:bookworm';
const EMPTY = `${OURS}, nothing kept`;
const INSTALLED = `${OURS}, installed packages`;
const CONFIGURED = `${OURS} --configure`;

export const repositories: Workload = {
  name: 'repositories',
  title: `ext2: 50 packages of ${FROM}, from the network and kept`,
  prepare: async (scratch) => {
    const appliance = scratch.path('lock');
    const lock = await lockOf(scratch, appliance);
    const contenders = await contendersIn(scratch, lock, appliance);
    return {
      contenders: Object.values(contenders),
      targets: [
        moreBy(1.5, EMPTY, CURL),
        atMost(1.3, OURS, INSTALLED),
        faster(5, MMDEBSTRAP),
        atMost(3, CONFIGURED, MMDEBSTRAP),
      ],
      input: `${lock.packages.length} packages and a kernel; mmdebstrap has the packages, without the kernel, in a directory of this machine, and makes a directory`,
      compare: () => compare(contenders.kept, contenders.configured, scratch),
      stages: contenders.kept,
    };
  },
};

/** @param directory where it is left */
async function lockOf(scratch: Scratch, directory: string): Promise<Lock> {
  const argv = ['prepare', '--from', FROM, ...PACKAGES, '-o', directory];
  await succeed(scratch.command, argv, { env: environment(scratch) });
  return JSON.parse(readFileSync(join(directory, 'lock.json'), 'utf8'));
}

async function contendersIn(scratch: Scratch, lock: Lock, appliance: string) {
  const names = scratch.path('names');
  mkdirSync(names);
  writeFileSync(join(names, 'packages'), lock.packages.map(({ name }) => `${name}\n`).join(''));
  const cache = (name: string) => scratch.path(`cache-${name}`);
  const build = (name: string, place: string, ...input: string[]): Contender => ({
    name,
    argv: [scratch.command, 'build', '-f', 'ext2', ...input, '-o', scratch.path(place)],
    env: { ...environment(scratch), XDG_CACHE_HOME: cache(place) },
    output: scratch.path(place),
  });
  const kept = build(OURS, 'kept', '--from', FROM, names);
  await runOnce(kept, scratch.path('usage'));
  return {
    kept,
    empty: withCache(build(EMPTY, 'empty', '--from', FROM, names)),
    installed: build(INSTALLED, 'installed', '--resolver', 'supermin5', names),
    curl: curl(scratch, lock),
    // Packages are kept, what scripts made of them is not.
    configured: withCache(build(CONFIGURED, 'configured', '--configure', appliance), cache('kept')),
    mmdebstrap: await mmdebstrap(scratch, lock),
  };
}

/** Each run begins with an empty cache, or with a copy of this one. */
function withCache(contender: Contender, cache?: string): Contender {
  const copy = cache === undefined ? '' : `cp -al '${cache}' "$XDG_CACHE_HOME"; `;
  const script = `rm -rf "$XDG_CACHE_HOME"; ${copy}exec "$@"`;
  return { ...contender, argv: ['sh', '-c', script, 'sh', ...contender.argv] };
}

/** All scripts ran, where they should: dpkg's own words. */
async function compare(kept: Contender, configured: Contender, scratch: Scratch) {
  for (const { output } of [kept, configured]) await fsck(join(output!, 'root'));
  const installed = (text: string) =>
    text
      .split('\n\n')
      .filter((stanza) => /^Status: install ok installed$/m.test(stanza))
      .map((stanza) => /^Package: (\S+)$/m.exec(stanza)?.[1]);
  const status = '/var/lib/dpkg/status';
  const theirs = installed(readFileSync(join(scratch.path('mmdebstrap'), status), 'latin1'));
  const image = join(configured.output!, 'root');
  const { stdout } = await succeed('debugfs', ['-R', `cat ${status}`, image]);
  const ours = installed(stdout);
  const missing = theirs.filter((name) => !ours.includes(name)).map(String);
  if (missing.length > 0 || ours.length !== theirs.length) {
    throw new UnequalError(CONFIGURED, MMDEBSTRAP, missing);
  }
  const { size } = await listImage(join(kept.output!, 'root'));
  return [
    'e2fsck -fn is content with both images',
    `${CONFIGURED} = ${MMDEBSTRAP}: dpkg says of ${ours.length} packages that they are installed`,
    `${OURS}: ${size} paths`,
  ];
}
