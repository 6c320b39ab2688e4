import type {
  BytePath,
  OpenRepositoryOptions,
  PackageSignatures,
  RepositoryPackage,
  RepositorySource,
} from '@supermin/core';
import { packageAddresses } from '../addresses.ts';
import type { FetchedDatabase } from '../index/fetch-database.ts';
import { verifySigned } from './verify-signed.ts';

export interface SignedPackages {
  databases: readonly FetchedDatabase[];
  /** As the lock has them. */
  sources: readonly RepositorySource[];
  /** Base64, from the index; '' if it has none. */
  signatureOf: (pkg: RepositoryPackage) => string;
}

/** Signatures of packages: an index need not be signed, and Arch's are not. */
export function packageSignatures(
  { databases, sources, signatureOf }: SignedPackages,
  options: OpenRepositoryOptions,
): PackageSignatures {
  return {
    required({ source }: RepositoryPackage) {
      const { source: repository, keyring } = databases[source]!;
      const { package: check } = repository.sigLevel;
      return check === 'never' ? undefined : `${check} ${keyring.identity}`;
    },

    async verify(pkg: RepositoryPackage, file: BytePath) {
      const { source: repository, keyring } = databases[pkg.source]!;
      const { package: check } = repository.sigLevel;
      if (check === 'never') return;
      const base64 = signatureOf(pkg);
      const signature = base64 === '' ? undefined : Buffer.from(base64, 'base64');
      const urls = await packageAddresses(sources[pkg.source]!, pkg, options);
      const what = `package ${pkg.name} ${pkg.version}`;
      await verifySigned({ file, what, urls, signature }, check, keyring, options);
    },
  };
}
