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
});
