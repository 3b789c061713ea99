'use client';

import { useQuery } from '@apollo/client/react';
import { ApiKeysDocument, type ApiKeyRowFragment } from '@tillkeep/client';
import { Button, EmptyState, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import { KeySquare, Plus } from 'lucide-react';
import { useState } from 'react';
import { formatAgo } from '../format';
import { roleNames } from '../people/access';
import { ProblemNotice } from '../problem-notice';
import { NewApiKeyDialog } from './new-api-key-dialog';
import { RevokeDialog } from './revoke-dialog';
import { SettingsPage } from './settings-page';

/** The programs that may ask the gateway, each with a key that is shown once. */
export function ApiKeysPage() {
  const { data, error, refetch } = useQuery(ApiKeysDocument);
  const [isCreating, setIsCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKeyRowFragment>();
  const create = (
    <Button
      variant="primary"
      icon={<Plus aria-hidden />}
      disabled={!data}
      onClick={() => setIsCreating(true)}
    >
      New API key
    </Button>
  );
  return (
    <SettingsPage
      title="API keys"
      about="They let other programs in, each as a role at one outlet."
      actions={create}
    >
      {error && !data && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton className="h-40 w-full" />}
      {data?.apiKeys.length === 0 && (
        <EmptyState icon={<KeySquare aria-hidden />} title="No program has a key yet">
          A web shop or a report gets one here, and sends it as “authorization: Bearer …”.
        </EmptyState>
      )}
      {data && data.apiKeys.length > 0 && (
        <Table label="API keys">
          <thead>
            <tr>
              <Th>Program</Th>
              <Th>Role</Th>
              <Th className="max-tablet:hidden">Outlet</Th>
              <Th className="max-tablet:hidden">Made</Th>
              <Th className="max-tablet:hidden">Last used</Th>
              <Th>
                <span className="sr-only">Revoke</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {data.apiKeys.map((key) => (
              <Row key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
            ))}
          </tbody>
        </Table>
      )}
      {data && isCreating && <NewApiKeyDialog outlets={data.outlets} onClose={() => setIsCreating(false)} />}
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </SettingsPage>
  );
}

function Row({ apiKey, onRevoke }: { apiKey: ApiKeyRowFragment; onRevoke: () => void }) {
  const { name, role, outlet, createdAt, lastUsedAt, revokedAt } = apiKey;
  return (
    <Tr className={revokedAt ? 'text-ink-muted' : undefined}>
      <Td className="w-full max-w-0">
        <span className="block truncate font-medium">{name}</span>
        <span className="block truncate text-xs text-ink-muted tablet:hidden">{outlet.name}</span>
      </Td>
      <Td className="whitespace-nowrap">{roleNames[role]}</Td>
      <Td className="max-w-48 truncate text-ink-muted max-tablet:hidden">{outlet.name}</Td>
      <Td className="whitespace-nowrap text-ink-muted max-tablet:hidden">{formatAgo(createdAt)}</Td>
      <Td className="whitespace-nowrap text-ink-muted max-tablet:hidden">
        {lastUsedAt ? formatAgo(lastUsedAt) : 'never'}
      </Td>
      <Td className="text-right whitespace-nowrap">
        {revokedAt ? (
          `revoked ${formatAgo(revokedAt)}`
        ) : (
          <Button aria-label={`Revoke the key of ${name}`} onClick={onRevoke}>
            Revoke …
          </Button>
        )}
      </Td>
    </Tr>
  );
}
