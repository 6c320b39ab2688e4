const INSTALLED = '/lib/apk/db/installed';

/** Fields of the database, and the keys of .PKGINFO that they are filled from. */
const FIELDS = [
  ['P', 'pkgname'],
  ['V', 'pkgver'],
  ['A', 'arch'],
  ['I', 'size'],
  ['T', 'pkgdesc'],
  ['U', 'url'],
  ['L', 'license'],
  ['o', 'origin'],
  ['m', 'maintainer'],
  ['t', 'builddate'],
  ['c', 'commit'],
  ['k', 'provider_priority'],
  ['D', 'depend'],
  ['p', 'provides'],
  ['i', 'install_if'],
  ['r', 'replaces'],
];

/** apk's database of packages that were unpacked. @type {import('@supermin/core').RepositorySupport['root']} */
export function rootNodes(packages, arch) {
  const newest = packages.reduce((latest, each) => Math.max(latest, each.newest), 0);
  const blocks = packages.map(({ package: { arch: its }, notes }) => blockOf(notes, its));
  const world = packages.map(({ package: { name } }) => `${name}\n`);
  const above = new Map([
    [INSTALLED, file(blocks.join(''), newest)],
    ['/etc/apk/world', file(world.join(''), newest)],
    ['/etc/apk/arch', file(`${arch}\n`, newest)],
  ]);
  return { below: new Map(), above };
}

function blockOf({ info: own, checksum, files }, arch) {
  const info = { ...own, arch: [arch] };
  const fields = FIELDS.flatMap(([letter, key]) =>
    info[key] === undefined ? [] : [`${letter}:${info[key].join(' ')}`],
  );
  return `C:${checksum}\n${[...fields, ...listOf(files)].join('\n')}\n\n`;
}

/** Directories, each followed by the files in it. */
function listOf(files) {
  const directories = new Map();
  const directory = (path) => {
    if (!directories.has(path)) directories.set(path, { owner: '0:0:755', files: [] });
    return directories.get(path);
  };
  for (const each of files) {
    const slash = each.path.lastIndexOf('/');
    if (each.isDirectory) directory(each.path).owner = each.owner;
    else
      directory(each.path.slice(0, Math.max(slash, 0))).files.push({
        ...each,
        name: each.path.slice(slash + 1),
      });
  }
  return [...directories].flatMap(([path, { owner, files: inIt }]) => [
    `F:${path}`,
    ...(owner === '0:0:755' ? [] : [`M:${owner}`]),
    ...inIt.flatMap(({ name, owner: own, digest }) => [
      `R:${name}`,
      ...(own === '0:0:644' ? [] : [`a:${own}`]),
      ...(digest === undefined ? [] : [`Z:Q1${digest}`]),
    ]),
  ]);
}

function file(text, mtime) {
  const bytes = Buffer.from(text, 'latin1');
  const content = { kind: 'bytes', bytes };
  return { type: 'file', mode: 0o644, uid: 0, gid: 0, mtime, size: bytes.length, content };
}
