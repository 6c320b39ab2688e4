import type { Rows } from '../explanation.ts';

/** Packages from repositories: --from, lock.json, downloads, signatures. */
export const REPOSITORIES: Rows = {
  FROM_UNKNOWN: [
    'The value of --from is no repository that an installed plugin knows.',
    'The distribution is misspelled, or its plugin is not installed.',
    'Write DISTRO:RELEASE such as debian:trixie or fedora:42, arch, DISTRO:RELEASE@TIME, the path of a .sources, .list, .repo or pacman.conf file, or host.',
  ],
  FROM_FILE: [
    'The file of --from cannot be read, or names no repositories of binary packages.',
    'The path is wrong, or it is not a file of apt, dnf or pacman.',
    'Pass a file of apt (.sources, .list), of dnf (.repo) or of pacman (pacman.conf).',
  ],
  REPOSITORY_UNSUPPORTED: [
    'The backend does not read repositories.',
    'It only reads packages that are installed.',
    'Install a newer version of it, or leave out --from.',
  ],
  INDEX_MISSING: [
    'The repository has no index of packages for this component or architecture.',
    'The component, the repository or --arch is misspelled, or the distribution does not have it.',
    'Check both.',
  ],
  INDEX_OLD: [
    'The index of the repository is older than one that was there before.',
    'The mirror has gone back, or somebody replays an old index to keep fixes away.',
    'Choose another mirror with --mirror.',
  ],
  INDEX_DAMAGED: [
    'An index of the repository is truncated or corrupt.',
    'The mirror is being updated, or something on the way changed the file.',
    'Try again in a few minutes, or choose another mirror with --mirror.',
  ],
  RELEASE_DAMAGED: [
    'The Release file of the repository is truncated or corrupt.',
    'A proxy or a login page of the network answers in place of the mirror, or the mirror is broken.',
    'Check the network, or choose another mirror with --mirror.',
  ],
  RELEASE_OTHER: [
    'The mirror has the Release file of another suite there.',
    'The mirror is broken, or somebody replaces one suite by another.',
    'Choose another mirror with --mirror.',
  ],
  RELEASE_EXPIRED: [
    'The index of the repository has expired.',
    "The mirror is out of date, or this machine's clock is wrong.",
    'Check the clock, choose another mirror, or ask for a time in the past: DISTRO:RELEASE@TIME.',
  ],
  RELEASE_OLD: [
    'The index of the repository is older than one that was there before.',
    'The mirror has gone back, or somebody replays an old index to keep fixes away.',
    'Choose another mirror with --mirror.',
  ],
  KEYRING_MISSING: [
    'There are no keys to verify the repository with.',
    "The distribution's keyring is not installed on this machine.",
    'Install its keyring package, such as debian-archive-keyring.',
  ],
  SIGNATURE_BAD: [
    'A signature does not match what it signs.',
    'The file was changed after it was signed: by a broken mirror, or by somebody on the way.',
    'Choose another mirror with --mirror. Do not use what was downloaded by other means.',
  ],
  SIGNATURE_MISSING: [
    'The repository, or a package, is not signed.',
    'Nothing is taken from a repository that cannot be verified.',
    'Choose another repository, or sign your own.',
  ],
  SIGNATURE_KEY: [
    'The repository is signed with a key that is not in the keyring.',
    'The keyring is too old, or the repository belongs to somebody else.',
    'Upgrade the keyring package; for a repository of your own, configure its key: Signed-By in a .sources file, gpgkey in a .repo file, the directory of GPGDir in a pacman.conf.',
  ],
  DOWNLOAD_FAILED: [
    'A file could not be downloaded.',
    'The network, the proxy or the mirror does not answer.',
    'Check the network and http_proxy, or choose another mirror with --mirror.',
  ],
  DOWNLOAD_SIZE: [
    'A downloaded file is longer or shorter than the index says.',
    'The mirror is out of date, or something on the way cuts files off.',
    'Choose another mirror with --mirror.',
  ],
  DOWNLOAD_HASH: [
    'A downloaded file is not the one that the signed index, or lock.json, has.',
    'The mirror is out of date, or was tampered with.',
    'Choose another mirror with --mirror.',
  ],
  DOWNLOAD_MISSING: [
    'The mirror does not have a file.',
    'It was removed from the repository since the index, or lock.json, was made.',
    'Run prepare --update, or choose a mirror that keeps old packages.',
  ],
  LOCK_AND_FROM: [
    'The inputs have a lock.json, and --from was given as well.',
    'The lock names exact packages; --from would not change it.',
    'Leave out --from, or make a new lock with prepare --from.',
  ],
  LOCK_DAMAGED: [
    'lock.json is truncated or corrupt.',
    'It was edited or not written to its end.',
    'Make it again with supermin prepare --from.',
  ],
  LOCK_FIXED: [
    'No packages can be added to an appliance with a lock.json.',
    'The lock says exactly which packages it has.',
    'Make it again with prepare --from and these packages.',
  ],
  LOCK_MISSING: [
    'There is no lock.json among the inputs.',
    'fetch downloads what a lock names; this appliance takes packages that are installed.',
    'Make a lock with supermin prepare --from DISTRO:RELEASE.',
  ],
  LOCK_SEVERAL: [
    'There is more than one lock.json among the inputs.',
    'Each says exactly which packages there are.',
    'Build with one of them.',
  ],
  LOCK_UNUSED: [
    'A program builds an appliance with a lock.json without its packages.',
    'The packages of a lock have to be fetched first, and build() be told where they are.',
    "Pass build() the option 'lockedRoot': see lockedRoot() of @supermin/core.",
  ],
};
