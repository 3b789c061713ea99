import { StockNewsDocument } from '@tillkeep/client/register';
import type { Transport } from '@tillkeep/offline';
import { GATEWAY } from './transport';

/** Over a stream, of which the register needs to know no more than that something came. */
export const stockNews: Transport['stockNews'] = async (token, onNews, signal) => {
  try {
    const { ok, body } = await fetch(`${GATEWAY}/stream`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query: StockNewsDocument }),
      cache: 'no-store',
      redirect: 'error',
      signal,
    });
    const reader = ok && body?.pipeThrough(new TextDecoderStream()).getReader();
    // A stream begins with a comment; a refusal, or somebody else's page, does not.
    for (let isStream = false; reader;) {
      const { done, value = '' } = await reader.read();
      isStream ||= value.startsWith(':');
      if (done || !isStream) return;
      if (value.includes('data:')) onNews();
    }
  } catch {
    // The network, or the end of the register.
  }
};
