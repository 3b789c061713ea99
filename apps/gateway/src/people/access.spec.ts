// Made from the schema: every operation is asked by nobody, by each role and by somebody of another outlet.
import { isAtLeast, ROLES, type Role } from '@tillkeep/domain';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { v7 as uuid } from 'uuid';
import { claimDevice, coffee } from '../device-under-test';
import { useShop } from '../gateway-under-test';
import { shopSchema } from '../schema';
import type { Answer, ShopApi } from '../shop-api';
import { accessOfFields, type Access } from './access';

const PASSWORD = 'four words are enough';
const ANNEX = {
  code: 'ANNEX',
  name: 'Annex',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  pricesIncludeTax: true,
};

const shop = useShop({ outlets: [ANNEX], once: true });
let schema: GraphQLSchema;

beforeAll(async () => {
  schema = await shopSchema();
  const { outlets } = await shop.answer<{ outlets: { id: string; code: string }[] }>(
    '{ outlets { id code } }',
  );
  for (const { id, code } of outlets) {
    for (const role of ROLES) {
      const input = {
        name: `${role} of ${code}`,
        email: emailOf(role, code),
        role,
        outletIds: [id],
        password: PASSWORD,
      };
      await shop.answer('mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }', {
        input,
      });
    }
  }
});

const emailOf = (role: Role, outlet = 'MAIN') => `${role}@${outlet}.test`.toLowerCase();
const OPERATION_KINDS = ['Query', 'Mutation', 'Subscription'];
const operations = [...accessOfFields()].flatMap(([name, access]) => {
  const [kind = '', field = ''] = name.split('.');
  return access && OPERATION_KINDS.includes(kind) ? [{ kind, field, access }] : [];
});

describe('every operation', () => {
  it.each(operations)('[S01] [S02] $field is for $access', async ({ kind, field, access }) => {
    const operation = operationFor(kind, field);
    const nobody = await codes(operation);
    if (access === 'ANYONE') expect(nobody).not.toContain('Sign in first.');
    else expect(nobody).toEqual(['UNAUTHENTICATED']);
    for (const role of ROLES) {
      const token = (await shop.as().signIn(emailOf(role), PASSWORD)).token;
      const answered = await codes(operation, token);
      if (access !== 'ANYONE') expect(answered).not.toContain('UNAUTHENTICATED');
      expect(answered.includes('FORBIDDEN')).toBe(
        !isFor(access, role) || NEEDS_A_TOKEN_OF_ITS_OWN.has(field),
      );
    }
  });
});

it('[S04] a cashier sees a product, but not the movements of its stock', async () => {
  const product = await shop.addProduct({ name: 'Tea' });
  const cashier = await shop.as().signIn(emailOf('CASHIER'), PASSWORD);
  const asked = (what: string) =>
    cashier.ask(`query ($id: ID!) { product(id: $id) { ${what} } }`, { id: product });
  expect((await asked('stock')).errors).toBeUndefined();
  expect((await asked('movements { nodes { id } }')).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN' } },
  ]);
});

it('[S03] nothing of another outlet comes back, whatever is asked with whichever of its ids', async () => {
  const product = await shop.addProduct();
  const till = await claimDevice(shop, { deviceName: 'Device of MAIN' });
  const sent = till.sell([coffee(product)]);
  await till.send([sent]);
  const shiftId = uuid();
  const opened = { id: shiftId, shiftId, shiftNumber: 1, userName: 'Mia of MAIN' };
  await till.report([till.event('SHIFT_OPENED', opened)]);
  const sale = await shop.sell([product, 1]);
  await shop.answer('mutation ($input: SetOutletPriceInput!) { setOutletPrice(input: $input) { id } }', {
    input: { productId: product, price: 987_654 },
  });
  await shop.answer('mutation ($input: SetReceiptTextInput!) { setReceiptText(input: $input) { id } }', {
    input: { outletId: shop.outletId, receiptHeader: 'Header of MAIN' },
  });
  const { registers } = await shop.answer<{ registers: { id: string; outlet: { code: string } }[] }>(
    '{ registers { id outlet { code } } }',
  );
  const ofMain = registers.filter(({ outlet }) => outlet.code === 'MAIN').map(({ id }) => id);
  const stockDocuments = await Promise.all(
    ['startDelivery', 'startCount'].map(async (field) => {
      const started = await shop.answer<Record<string, { id: string }>>(
        `mutation { ${field}(input: {}) { id } }`,
      );
      return started[field]?.id ?? '';
    }),
  );
  const secrets = [
    shop.outletId ?? '',
    ...stockDocuments,
    sale.id,
    sent.id,
    sale.reference,
    till.claim.id,
    'Device of MAIN',
    'Mia of MAIN',
    shiftId,
    'Header of MAIN',
    '987654',
    ...ofMain,
  ];

  for (const role of ['CASHIER', 'MANAGER'] as const) {
    const stranger = await shop.as().signIn(emailOf(role, 'ANNEX'), PASSWORD);
    for (const { kind, field } of operations.filter(({ kind }) => kind === 'Query')) {
      for (const id of secrets) {
        const { query, variables } = operationFor(kind, field, id);
        const { data } = await stranger.ask(query, variables);
        const told = JSON.stringify(data ?? null);
        for (const secret of secrets) {
          if (told.includes(secret)) throw new Error(`${field} (${id}) tells a ${role} of ANNEX: ${told}`);
        }
      }
    }
  }
});

/** They ask for a password, or a token that this test has not. */
const NEEDS_A_TOKEN_OF_ITS_OWN = new Set(['setUpShop', 'openDemoShop']);

function isFor(access: Access, role: Role): boolean {
  if (access === 'ANYONE' || access === 'TILL') return true;
  return access !== 'DEVICE' && isAtLeast(role, access);
}

async function codes({ query, variables }: Operation, token?: string): Promise<unknown[]> {
  const { errors = [] } = await (query.startsWith('subscription')
    ? firstWords(shop.as(token), query)
    : shop.as(token).ask(query, variables));
  return errors.map(({ extensions, message }) =>
    message === 'Sign in first.' && !token ? 'UNAUTHENTICATED' : extensions.code,
  );
}

/** A subscription that is refused says so at once; one that is not begins with a sign of life. */
async function firstWords(api: ShopApi, query: string): Promise<Pick<Answer<never>, 'errors'>> {
  const aborter = new AbortController();
  const { body } = await api.openStream(query, { signal: aborter.signal });
  const { value } = (await body?.getReader().read()) ?? {};
  aborter.abort();
  const data = /^data: (.+)$/m.exec(new TextDecoder().decode(value))?.[1];
  return data === undefined ? {} : JSON.parse(data);
}

interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Asks for the field with values that fit its arguments, and for all that comes with it three levels down; one in an event. */
function operationFor(kind: string, name: string, id = 'none'): Operation {
  const type = schema.getType(kind);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (!field) throw new Error(`There is no ${kind}.${name}.`);
  // Pages and searches are left as they are when nobody asks for anything: everything.
  const args = field.args.filter(
    ({ name: of, type }) => of === 'first' || isNonNullType(type) || isId(type) || isInputObjectType(type),
  );
  const declared = args.map((argument) => `$${argument.name}: ${argument.type.toString()}`).join(', ');
  const passed = args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const call = args.length > 0 ? `${name}(${passed})` : name;
  const asked = selection(field.type, kind === 'Subscription' ? 1 : 3);
  return {
    query: `${kind.toLowerCase()}${declared && ` (${declared})`} { ${call} ${asked} }`,
    variables: Object.fromEntries(args.map((argument) => [argument.name, valueFor(argument.type, id)])),
  };
}

function selection(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).filter(
    (field) => isLeafType(getNamedType(field.type)) || depth > 1,
  );
  const asked = fields
    .filter(hasNoArguments)
    .map((field) => `${field.name} ${selection(field.type, depth - 1)}`);
  return `{ ${['__typename', ...asked].join(' ')} }`;
}

const hasNoArguments = ({ args }: GraphQLField<unknown, unknown>) =>
  args.every(({ type }) => !isNonNullType(type));

function valueFor(type: GraphQLInputType, id: string): unknown {
  if (isNonNullType(type)) return valueFor(type.ofType, id);
  if (isListType(type)) return [valueFor(type.ofType, id)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || isId(field.type),
    );
    return Object.fromEntries(needed.map((field) => [field.name, valueFor(field.type, id)]));
  }
  const values: Record<string, unknown> = {
    ...{ ID: id, String: id, Int: 5, Float: 1, Boolean: false, Money: 1, Quantity: 1 },
    ...{ Date: '2026-04-30', DateTime: '2026-04-30T12:00:00Z' },
  };
  return values[type.name] ?? null;
}

function isId(type: GraphQLInputType): boolean {
  return !isNonNullType(type) && !isListType(type) && type.toString() === 'ID';
}
