/** The variables that programs take their proxy from; the lower case wins, and is the only one for http, as for curl. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address: `http_proxy`, `https_proxy`, `all_proxy`, but for hosts of `no_proxy` (`example.com` with its
 * subdomains, `*` for all).
 */
export function proxyFor(url: URL, environment: ProxyEnvironment): URL | undefined {
  const { hostname, protocol } = url;
  const value = (name: string) => environment[name] ?? environment[name.toUpperCase()];
  if (isExcepted(hostname.toLowerCase(), value('no_proxy') ?? '')) return undefined;
  const own = protocol === 'https:' ? value('https_proxy') : environment.http_proxy;
  const proxy = own ?? value('all_proxy');
  if (proxy === undefined || proxy === '') return undefined;
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

function isExcepted(host: string, exceptions: string): boolean {
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .map((each) => each.replace(/^\*?\./, '').replace(/:\d+$/, ''))
    .some((each) => each !== '' && (each === '*' || host === each || host.endsWith(`.${each}`)));
}
