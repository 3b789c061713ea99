import { Serwist, type SerwistPlugin } from 'serwist';

// Keeps the register's page and every file of this build in the browser, so that the register starts, reloads and
// sells with nothing else running. A new build is fetched whole before it may take over, and takes over only when the
// register says that no sale is open (its message SKIP_WAITING) or when no page of the old build is open any more.

declare const self: ServiceWorkerGlobalScope;
/** Put in by build.mjs: the build's id, its pages, and its files, whose names change with what is in them. */
declare const BUILD: { id: string; pages: string[]; files: string[] };

const REGISTER = '/register';
const OFFLINE = '/offline';

/** One cache for each build: pages of the build before go on finding their files until the next one takes over. */
const cachePrefix = 'tillkeep-build-';
const cacheName = `${cachePrefix}${BUILD.id}`;

const files = new Set(BUILD.files);

/**
 * Takes in what was asked for and nothing else: no error page, and, while a new version is only half put in place, no
 * page that belongs to another build. What it does not take makes the installation fail, and the old build stays.
 */
const onlyThisBuild: SerwistPlugin = {
  async cacheWillUpdate({ request, response }) {
    if (response.status !== 200 || response.redirected) return null;
    if (!BUILD.pages.includes(new URL(request.url).pathname)) return response;
    const named = (await response.clone().text()).matchAll(/\/_next\/static\/[\w./~-]+\.(?:js|css)/g);
    return [...named].every(([file]) => files.has(file)) ? response : null;
  },
};

const serwist: Serwist = new Serwist({
  precacheEntries: [
    ...BUILD.pages.map((url) => ({ url, revision: BUILD.id })),
    ...BUILD.files.map((url) => ({ url, revision: null })),
  ],
  precacheOptions: { cacheName, plugins: [onlyThisBuild], fallbackToNetwork: true },
  clientsClaim: true,
  runtimeCaching: [
    {
      matcher: ({ request, url }) => request.mode === 'navigate' && url.pathname === REGISTER,
      handler: async ({ request }) => (await serwist.matchPrecache(REGISTER)) ?? fetch(request),
    },
    {
      matcher: ({ request }) => request.mode === 'navigate',
      handler: ({ request }) =>
        fetch(request).catch(async () => (await serwist.matchPrecache(OFFLINE)) ?? Response.error()),
    },
    {
      // Not of this build, so of the one before: a page of it is still open.
      matcher: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/_next/static/'),
      handler: async ({ request }) => (await caches.match(request)) ?? fetch(request),
    },
  ],
});

self.addEventListener('install', (event) => event.waitUntil(takeIn(event)));
self.addEventListener('activate', (event) => {
  serwist.handleActivate(event).catch(() => {}); // it has told the browser already
  event.waitUntil(deleteOldBuilds());
});
self.addEventListener('fetch', (event) => serwist.handleFetch(event));

/** All or nothing. Serwist's own handleInstall never ends once a single file can't be had. */
async function takeIn(event: ExtendableEvent): Promise<void> {
  const all = await Promise.allSettled([...BUILD.pages, ...BUILD.files].map((url) => takeInOne(event, url)));
  const failed = all.find((one) => one.status === 'rejected');
  if (!failed) return;
  await caches.delete(cacheName);
  throw failed.reason;
}

async function takeInOne(event: ExtendableEvent, url: string): Promise<void> {
  const request = new Request(url, {
    cache: files.has(url) ? 'default' : 'reload',
    credentials: 'same-origin',
  });
  const params = { cacheKey: serwist.getPrecacheKeyForUrl(url) };
  await Promise.all(
    serwist.precacheStrategy.handleAll({ event, request, url: new URL(request.url), params }),
  );
}

/** All but this build and the one before it; a browser lists its caches in the order in which they were made. */
async function deleteOldBuilds(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(cachePrefix) && name !== cacheName);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}
