// The contract lives beside this repository, not in it: where it is, the schemas must contain all that it promises.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildASTSchema,
  buildSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
  Kind,
  parse,
  visit,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { shopSchema } from './schema';

const contracts = join(__dirname, '../../../../shared/contract');
const describeHere = existsSync(contracts) ? describe : describe.skip;

describeHere('the contract (skipped where it is not beside the repository)', () => {
  it('is kept by the gateway as far as products, sales, sync and the offline register go', async () => {
    expect(missing(partsAAndB(), await shopSchema())).toEqual([]);
  });

  it('is kept by the ERP', () => {
    const erp = readFileSync(join(__dirname, '../../erp/schema.graphql'), 'utf8');
    expect(
      missing(buildSchema(readFileSync(join(contracts, 'erp.graphql'), 'utf8')), buildSchema(erp)),
    ).toEqual([]);
  });

  /** What stands above the heading of part C; of the operations, what stands above their line "# C". */
  function partsAAndB(): GraphQLSchema {
    const text = readFileSync(join(contracts, 'gateway.graphql'), 'utf8');
    const end = text.search(/^# -+ C: /m);
    expect(end).toBeGreaterThan(0);
    const document = visit(parse(text), {
      FieldDefinition: {
        enter(field, _key, _parent, _path, ancestors) {
          const type = ancestors.findLast(
            (node) => 'kind' in node && node.kind === Kind.OBJECT_TYPE_DEFINITION,
          );
          if (!type || !('loc' in type) || !type.loc || !field.loc) return undefined;
          const partC = text.slice(type.loc.start, type.loc.end).search(/^ *# C$/m);
          return partC >= 0 && field.loc.start > type.loc.start + partC ? null : undefined;
        },
      },
    });
    const definitions = document.definitions.filter(({ loc }) => (loc?.start ?? 0) < end);
    return buildASTSchema({ ...document, definitions });
  }
});

/** What of the contract the schema does not have, in words. More than the contract is fine, as long as nobody has to give it. */
function missing(contract: GraphQLSchema, schema: GraphQLSchema): string[] {
  const types = Object.values(contract.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  expect(types.length).toBeGreaterThan(15);
  return types.flatMap((wanted) => {
    const found = schema.getType(wanted.name);
    return found ? missingOfType(wanted, found) : [`${wanted.name} is not there`];
  });
}

function missingOfType(wanted: GraphQLNamedType, found: GraphQLNamedType): string[] {
  if (isScalarType(wanted) && isScalarType(found)) return [];
  if (isEnumType(wanted) && isEnumType(found)) {
    return differences(
      wanted.name,
      wanted.getValues().map(({ name }) => name),
      found.getValues().map(({ name }) => name),
    );
  }
  if (isInputObjectType(wanted) && isInputObjectType(found)) {
    return missingInputs(
      wanted.name,
      Object.values(wanted.getFields()),
      Object.values(found.getFields()),
      isRequiredInputField,
    );
  }
  if (isObjectType(wanted) && isObjectType(found)) {
    return Object.values(wanted.getFields()).flatMap((field) => {
      const name = `${wanted.name}.${field.name}`;
      const foundField = found.getFields()[field.name];
      if (!foundField) return [`${name} is not there`];
      return [
        ...differences(`the type of ${name}`, [String(field.type)], [String(foundField.type)]),
        ...missingInputs(name, field.args, foundField.args, isRequiredArgument),
      ];
    });
  }
  return [`${wanted.name} is of another kind`];
}

function missingInputs<Input extends GraphQLArgument | GraphQLInputField>(
  of: string,
  wanted: readonly Input[],
  found: readonly Input[],
  isRequired: (input: Input) => boolean,
): string[] {
  const show = ({ name, type, defaultValue }: Input) =>
    `${name}: ${String(type)} = ${JSON.stringify(defaultValue)}`;
  const unwanted = found.filter(
    (input) => isRequired(input) && wanted.every(({ name }) => name !== input.name),
  );
  return [
    ...differences(of, wanted.map(show), found.map(show)),
    ...unwanted.map(({ name }) => `${of} demands ${name}, of which the contract knows nothing`),
  ];
}

function differences(of: string, wanted: readonly string[], found: readonly string[]): string[] {
  return wanted
    .filter((one) => !found.includes(one))
    .map((one) => `${of} is not ${one} but ${found.join(', ')}`);
}
