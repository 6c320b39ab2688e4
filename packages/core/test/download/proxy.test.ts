import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../src/download/proxy.ts';

describe('proxyFor', () => {
  it.each([
    ['http://a.example/', { http_proxy: 'http://p:1' }, 'http://p:1/'],
    ['http://a.example/', { http_proxy: 'p:1' }, 'http://p:1/'],
    // A CGI program has HTTP_PROXY from whoever asks it.
    ['http://a.example/', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['https://a.example/', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['https://a.example/', { http_proxy: 'http://p:1' }, undefined],
    ['http://a.example/', { all_proxy: 'http://p:1' }, 'http://p:1/'],
    ['http://a.example/', { http_proxy: '' }, undefined],
    ['http://b.a.example/', { http_proxy: 'p:1', no_proxy: 'x, a.example:80' }, undefined],
    ['http://ba.example/', { http_proxy: 'p:1', no_proxy: '.a.example' }, 'http://p:1/'],
    ['http://a.example/', { http_proxy: 'p:1', NO_PROXY: '*' }, undefined],
  ])('%s %j', (url, environment, proxy) => {
    expect(proxyFor(new URL(url), environment)?.href).toBe(proxy);
  });

  it.each([
    ['http://a.example/', { http_proxy: 'socks5://me:secret@p:1' }, 'http_proxy'],
    ['http://a.example/', { all_proxy: 'socks5://p:1' }, 'all_proxy'],
    ['https://a.example/', { HTTPS_PROXY: 'p:99999' }, 'HTTPS_PROXY'],
    ['https://a.example/', { https_proxy: 'http://[', HTTPS_PROXY: 'p:1' }, 'https_proxy'],
    ['https://a.example/', { ALL_PROXY: 'a b' }, 'ALL_PROXY'],
  ])('%s %j is none', (url, environment, name) => {
    expect(() => proxyFor(new URL(url), environment)).toThrow(
      expect.objectContaining({
        ...{ code: 'DOWNLOAD_FAILED', again: false },
        message: `the variable ${name} is not the address of an HTTP proxy`,
      }),
    );
  });

  it.each([
    ['https://a.example/', { https_proxy: 'p:1', HTTPS_PROXY: 'q:1', all_proxy: 'r:1' }, 'p'],
    ['https://a.example/', { HTTPS_PROXY: 'q:1', all_proxy: 'r:1' }, 'q'],
    ['https://a.example/', { ALL_PROXY: 'https://s:1' }, 's'],
    ['http://a.example/', { https_proxy: 'p:1', all_proxy: 'r:1', ALL_PROXY: 's:1' }, 'r'],
    ['https://a.example/', { https_proxy: '', all_proxy: 'r:1' }, undefined],
    ['http://a.example/', {}, undefined],
    ['http://A.example/', { http_proxy: 'p:1', no_proxy: '*.A.EXAMPLE' }, undefined],
    ['http://a.example/', { http_proxy: 'p:1', no_proxy: '', NO_PROXY: '*' }, 'p'],
    ['http://a.example/', { http_proxy: 'p:1', no_proxy: 'b.example  .example' }, undefined],
    ['http://a.example/', { http_proxy: 'p:1', no_proxy: 'a.example:80x,a' }, 'p'],
  ])('%s %j is %s', (url, environment, host) => {
    expect(proxyFor(new URL(url), environment)?.hostname).toBe(host);
  });
});
