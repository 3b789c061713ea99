import { StockNewsDocument } from '@tillkeep/client/register';
import type { Transport } from '@tillkeep/offline';
import { GATEWAY } from './transport';

/** Over a stream, of which the register needs to know no more than that something came. */
export const stockNews: Transport['stockNews'] = async (token, onNews, signal) => {
  let stood = false;
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
    while (reader) {
      const { done, value = '' } = await reader.read();
      if (done) break;
      // A stream that stands begins with a comment; what is refused, or another page, does not.
      stood ||= value.startsWith(':');
      if (stood && value.includes('data:')) onNews();
    }
  } catch {
    // The network, or the end of the register.
  }
  return stood;
};
