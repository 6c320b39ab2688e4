import { DownloadProblem } from './errors.ts';

/** The variables that programs take their proxy from; the lower case wins, and is the only one for http, as for curl. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address: `http_proxy`, `https_proxy`, `all_proxy`, but for hosts of `no_proxy` (`example.com` with its
 * subdomains, `*` for all).
 *
 * @throws DownloadProblem for a proxy that is spoken to by another protocol than HTTP, such as SOCKS
 */
export function proxyFor(url: URL, environment: ProxyEnvironment): URL | undefined {
  const { hostname, protocol } = url;
  const exceptions = environment.no_proxy ?? environment.NO_PROXY ?? '';
  if (isExcepted(hostname.toLowerCase(), exceptions)) return undefined;
  const own = protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy'];
  const name = [...own, 'all_proxy', 'ALL_PROXY'].find((each) => environment[each] !== undefined);
  const proxy = environment[name ?? ''] ?? '';
  return proxy === '' ? undefined : addressOf(proxy, name!);
}

/** @param name of the variable, which is told in the place of what may have a password */
function addressOf(proxy: string, name: string): URL {
  const text = proxy.includes('://') ? proxy : `http://${proxy}`;
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address !== undefined && /^https?:$/.test(address.protocol)) return address;
  const problem = `the variable ${name} is not the address of an HTTP proxy`;
  throw new DownloadProblem(problem, false, 'DOWNLOAD_FAILED');
}

function isExcepted(host: string, exceptions: string): boolean {
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .map((each) => each.replace(/^\*?\./, '').replace(/:\d+$/, ''))
    .some((each) => each !== '' && (each === '*' || host === each || host.endsWith(`.${each}`)));
}
