import { useMutation } from '@apollo/client/react';
import { RevokeApiKeyDocument, type ApiKeyRowFragment } from '@tillkeep/client';
import { Button, Dialog, useToast } from '@tillkeep/ui';
import { ProblemNotice } from '../problem-notice';

/** Asked first, because it can’t be taken back. */
export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKeyRowFragment; onClose: () => void }) {
  const toast = useToast();
  const [revoke, { loading, error }] = useMutation(RevokeApiKeyDocument);
  const run = async () => {
    try {
      await revoke({ variables: { id: apiKey.id } });
      toast({ text: `The key of ${apiKey.name} opens nothing any more.` });
      onClose();
    } catch {
      // Shown below, from the mutation's error.
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Revoke the key of ${apiKey.name}?`}
      description="The program that uses it is refused from its next request on. It can’t be taken back; the program then needs a new key."
      footer={
        <>
          <Button size="touch" onClick={onClose}>
            Cancel
          </Button>
          <Button size="touch" variant="danger" busy={loading} onClick={() => void run()}>
            Revoke it
          </Button>
        </>
      }
    >
      {error && <ProblemNotice error={error} />}
    </Dialog>
  );
}
