/**
 * The query format of one package, for `rpm -qa --qf`. What it prints, as `parseDump` reads it:
 *
 *     bash TAB 0 TAB 5.2 TAB 1 TAB x86_64 TAB bash-5.2-1.src.rpm TAB 8 NEWLINE
 *     p NAME TAB FLAGS TAB VERSION NEWLINE         a provided capability; r: a requirement, w: a recommendation
 *     f BASENAME / DIRECTORY INDEX / FLAGS / MODE / DIGEST / 'LINK TARGET'
 *     d DIRECTORY / ./
 *     NEWLINE
 *
 * Names of files may hold any byte but a slash, so slashes separate them; directories end with one, and no component of
 * theirs is `.`. Targets of links may hold anything and are quoted as for a shell. Where a package has nothing of a kind, rpm prints `(none)`, without a newline.
 */
export function dumpFormat(recommends: boolean): string {
  return [
    '%{NAME}\\t%{EPOCH}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\t%{SOURCERPM}\\t%{FILEDIGESTALGO}\\n',
    '[p%{PROVIDENAME}\\t%{PROVIDEFLAGS}\\t%{PROVIDEVERSION}\\n]',
    '[r%{REQUIRENAME}\\t%{REQUIREFLAGS}\\t%{REQUIREVERSION}\\n]',
    ...(recommends ? ['[w%{RECOMMENDNAME}\\t%{RECOMMENDFLAGS}\\t%{RECOMMENDVERSION}\\n]'] : []),
    '[f%{BASENAMES}/%{DIRINDEXES}/%{FILEFLAGS}/%{FILEMODES}/%{FILEDIGESTS}/%{FILELINKTOS:shescape}]',
    '[d%{DIRNAMES}./]',
    '\\n',
  ].join('');
}
