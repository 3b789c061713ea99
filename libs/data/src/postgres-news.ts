import { Client, type Notification, type Pool } from 'pg';
import type { News } from './news';

// Every process that has the database open may tell, and those that listen hear it, whoever told.

const CHANNEL = 'tillkeep_news';

/** In milliseconds: before a connection that has gone is made anew, and how often one is asked whether it is still there. */
const REST = 1_000;
const HEARTBEAT = 15_000;

export async function tell(pool: Pool, news: readonly News[]): Promise<void> {
  await pool.query(`SELECT pg_notify('${CHANNEL}', told) FROM unnest($1::text[]) AS told`, [
    news.map((item) => JSON.stringify(item)),
  ]);
}

/** Listens until the answer is called, on a connection of its own. Whatever may have been missed before it stood is LOST. */
export function listen(url: string, hear: (news: News) => void): () => Promise<void> {
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;

  function connect() {
    const connection = new Client({ connectionString: url, query_timeout: HEARTBEAT });
    client = connection;
    connection.on('error', () => undefined); // its end says enough
    connection.once('end', () => {
      clearTimeout(timer);
      if (!isOver) timer = setTimeout(connect, REST);
    });
    connection.on('notification', ({ payload = '' }: Notification) => hear(JSON.parse(payload)));
    const hangUp = () => void connection.end().catch(() => undefined);
    const beat = () => {
      if (isOver) return;
      timer = setTimeout(() => void connection.query('SELECT 1').then(beat, hangUp), HEARTBEAT);
    };
    connection
      .connect()
      .then(() => connection.query(`LISTEN ${CHANNEL}`))
      .then(() => {
        hear({ kind: 'LOST' });
        beat();
      })
      .catch(hangUp);
  }

  connect();
  return async () => {
    isOver = true;
    clearTimeout(timer);
    await client?.end().catch(() => undefined);
  };
}
