// Every operation as a typed document (`ProductListDocument`), with the types of its variables and answer.
// Made from src/operations/*.graphql and schema.graphql by codegen.ts.
export * from './generated/graphql';
