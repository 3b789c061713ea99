import { connection } from 'next/server';
import { gatewayUrl } from '../../gateway-url';

/** Ready: the gateway behind it is, too. 503 with the gateway's answer, if any, otherwise. */
export async function GET(): Promise<Response> {
  await connection();
  try {
    const gateway = await fetch(gatewayUrl('/readyz'), {
      cache: 'no-store',
      signal: AbortSignal.timeout(3_000),
    });
    const answer: unknown = await gateway.json();
    return Response.json({ ok: gateway.ok, gateway: answer }, { status: gateway.ok ? 200 : 503 });
  } catch {
    return Response.json({ ok: false, gateway: 'no answer' }, { status: 503 });
  }
}
