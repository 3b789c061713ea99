/** Where the gateway is, seen from the web server; read at run time, so that one build runs anywhere. */
export function gatewayUrl(path: string): URL {
  return new URL(path, process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000');
}
