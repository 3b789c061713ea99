import { findApiKey, findDevice, findSignedIn, type Caller, type Db } from '@tillkeep/data';
import type { Context } from '../context';

/** Whose token came with a request. */
type Identity = Pick<Context, 'role' | 'person' | 'device'> & { readonly caller: Caller };

/** Looked up anew for each request, so that whoever is switched off or demoted is so at once. */
export async function identify(db: Db, token: string | undefined, address: string): Promise<Identity> {
  const nobody: Caller = { id: null, name: 'nobody', address, outlets: [] };
  if (token === undefined) return { caller: nobody };
  const person = await findSignedIn(db, token);
  if (person) {
    const outlets = person.role === 'ADMIN' ? 'ALL' : person.outletIds;
    return { caller: { id: person.userId, name: person.name, address, outlets }, role: person.role, person };
  }
  const key = await findApiKey(db, token);
  if (key) {
    const { id, name, role, outletId } = key;
    return { caller: { id, name, address, outlets: [outletId] }, role };
  }
  const device = await findDevice(db, token);
  if (!device) return { caller: nobody, device: null };
  const { deviceName, outletId } = device;
  return { caller: { id: null, name: deviceName, address, outlets: [outletId] }, device };
}

/** Whether the token still opens what it did when its request came. */
export async function isStillLetIn({ shopDb, db, accessToken, address, ...then }: Context): Promise<boolean> {
  const now = await identify(shopDb, accessToken, address);
  const opens = ({ role, caller, device }: Identity) =>
    JSON.stringify([caller.id, role, caller.outlets, device?.claimId]);
  return opens(now) === opens({ ...then, caller: db.caller });
}
