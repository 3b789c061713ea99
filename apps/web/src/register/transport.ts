import {
  CatalogueChangesDocument,
  ClaimedSalesDocument,
  RecordEventsDocument,
  RecordSalesDocument,
  RegisterPeopleDocument,
} from '@tillkeep/client/register';
import { postToGateway, type Transport } from '@tillkeep/offline';

/** The way to the gateway: through the web server, so that the browser knows one origin only. */
export const GATEWAY = '/graphql';

export const transport: Transport = {
  recordSales: (token, input, signal) =>
    postToGateway(
      GATEWAY,
      { token, field: 'recordSales', body: { query: RecordSalesDocument, variables: { input } } },
      signal,
    ),
  recordEvents: (token, input, signal) =>
    postToGateway(
      GATEWAY,
      { token, field: 'recordEvents', body: { query: RecordEventsDocument, variables: { input } } },
      signal,
    ),
  catalogueChanges: (token, after, first, signal) =>
    postToGateway(
      GATEWAY,
      {
        token,
        field: 'catalogueChanges',
        body: { query: CatalogueChangesDocument, variables: { after, first } },
      },
      signal,
    ),
  registerPeople: (token, signal) =>
    postToGateway(
      GATEWAY,
      { token, field: 'registerPeople', body: { query: RegisterPeopleDocument } },
      signal,
    ),
  claimedSales: (token, claimId, ids, signal) =>
    postToGateway(
      GATEWAY,
      { token, field: 'claimedSales', body: { query: ClaimedSalesDocument, variables: { claimId, ids } } },
      signal,
    ),
};
