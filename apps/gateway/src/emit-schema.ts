// Writes the API's schema to libs/client/schema.graphql, where clients and other programs read it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { shopSchema } from './schema';

shopSchema().then((schema) => {
  const text = `# Emitted from apps/gateway by npm run generate. Do not edit.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
  writeFileSync(join(__dirname, '../../../libs/client/schema.graphql'), text);
});
