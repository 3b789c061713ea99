import { join } from 'node:path';
import type { NextConfig } from 'next';

const root = join(__dirname, '../..');

const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: root,
  turbopack: { root },
  transpilePackages: [
    '@tillkeep/catalogue-file',
    '@tillkeep/client',
    '@tillkeep/domain',
    '@tillkeep/offline',
    '@tillkeep/ui',
  ],
  typedRoutes: true,
  poweredByHeader: false,
  // It would cover the theme menu.
  devIndicators: false,
  experimental: {
    // proxy.ts hands /graphql on to the gateway; syncing a long queue answers only when it is done (milliseconds).
    proxyTimeout: 10 * 60_000,
  },
  // What never changes goes on every answer, static files and errors included. The content security policy of pages
  // carries a nonce and is set per request in proxy.ts; files get one that lets nothing run should they be opened.
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Referrer-Policy', value: 'same-origin' },
        { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()' },
        { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
        { key: 'Strict-Transport-Security', value: 'max-age=31536000' },
        { key: 'X-Frame-Options', value: 'DENY' },
      ],
    },
    {
      source: '/_next/static/:path*',
      headers: [{ key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" }],
    },
    {
      // Asked for at every look for a new version, so no cache may answer in the server's place.
      source: '/sw.js',
      headers: [
        { key: 'Cache-Control', value: 'no-cache' },
        { key: 'Content-Security-Policy', value: "default-src 'none'; connect-src 'self'" },
      ],
    },
  ],
};

export default config;
