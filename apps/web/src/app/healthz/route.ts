import { connection } from 'next/server';

/** Alive: this process answers. */
export async function GET(): Promise<Response> {
  await connection();
  return Response.json({ ok: true });
}
