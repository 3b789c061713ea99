import { askForPersistence, storageState, type StorageState } from '@tillkeep/offline';
import { Button } from '@tillkeep/ui';
import { useEffect, useState } from 'react';

/** Whether the browser promises to keep what this till stores, how much room there is, and what to do if not. */
export function StorageLine() {
  const [state, setState] = useState<StorageState>();
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    storageState().then(setState, reportError);
  }, []);
  if (!state) return <>…</>;

  const { persistent, used, room } = state;
  const ask = async () => {
    setRefused(!(await askForPersistence()));
    setState(await storageState());
  };
  const size = used !== undefined && room !== undefined && ` ${bytes(used)} used, ${bytes(room)} free.`;
  if (persistent) return <>Kept until somebody deletes it.{size}</>;
  return (
    <>
      {persistent === undefined
        ? 'This browser does not say whether it keeps what is stored: it does so on addresses with https only.'
        : 'The browser may delete it should this device run out of room.'}
      {size}
      {refused && (
        <span className="block">
          The browser refused. Install the register as an app (in the browser’s menu) or bookmark it, then ask
          again. Until then, let all sales be sent before the day ends.
        </span>
      )}
      {persistent === false && (
        <span className="mt-2 block">
          <Button onClick={() => void ask()}>Ask the browser to keep it</Button>
        </span>
      )}
    </>
  );
}

function bytes(count: number): string {
  const [size, unit] = count >= 1e9 ? ([1e9, 'gigabyte'] as const) : ([1e6, 'megabyte'] as const);
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: count / size < 10 ? 1 : 0,
  }).format(count / size);
}
