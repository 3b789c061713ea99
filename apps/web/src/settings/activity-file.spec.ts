import { activityFile } from './activity-file';

it('An exported entry is as it was written down, and no cell of it is a formula', () => {
  const entry = {
    id: '7',
    at: '2026-04-30T10:00:00.000Z',
    actorId: 'u1',
    actorName: '=Ada',
    action: 'product.updated',
    subjectName: 'Milk, 1 l',
    before: '{"price":129}',
    after: '{"price":135}',
    address: null,
    hash: 'f00d',
    outlet: null,
  };
  expect(activityFile([entry]).split('\r\n')).toEqual([
    '\uFEFFentry,at,who,outlet,action,what,before,after,address,hash',
    `7,2026-04-30T10:00:00.000Z,"'=Ada",,product.updated,"Milk, 1 l","{""price"":129}","{""price"":135}",,f00d`,
    '',
  ]);
});
