import { NextResponse, type NextRequest } from 'next/server';
import { gatewayUrl } from './gateway-url';

/**
 * Stands before every page. The gateway's paths are handed on to it as they are, so that the browser knows one origin
 * only; where the gateway is, is read from the environment at run time. All else gets a content security policy with
 * a nonce of its own: Next.js finds it in the request's header and puts it on each script it writes.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (isGatewayPath(pathname)) return NextResponse.rewrite(gatewayUrl(pathname + search));

  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  headers.set('x-nonce', nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

// The service worker's own policy is among the fixed headers of next.config.ts.
export const config = { matcher: '/((?!_next/static/|sw\\.js$).*)' };

function isGatewayPath(pathname: string): boolean {
  return ['/graphql', '/playground'].some((path) => pathname === path || pathname.startsWith(`${path}/`));
}

function contentSecurityPolicy(nonce: string): string {
  // React uses eval in development, for its error overlay only.
  const development = process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : '';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    // Falls back to script-src, where 'strict-dynamic' would switch 'self' off.
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
