import type { MetadataRoute } from 'next';

/** What makes the register an app that can be installed. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: '/register',
    name: 'Tillkeep register',
    short_name: 'Tillkeep',
    description: 'A point of sale that never loses a sale.',
    start_url: '/register',
    scope: '/',
    display: 'standalone',
    background_color: '#f6f5f1',
    theme_color: '#f6f5f1',
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icons/192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icons/512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  };
}
