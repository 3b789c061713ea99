import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { DiffTarget, MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';

// Prisma's schema engine as WebAssembly: the native one is a download, and a shop's machine may have no internet.

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Brings the database at `url` (`file:…` or `postgresql://…`) up to the newest migration in `schemaFolder`.
 * Answers the names of the migrations applied now. Throws the engine's error when one fails.
 */
export function applyMigrations(url: string, schemaFolder: string): Promise<string[]> {
  return withEngine(url, schemaFiles(schemaFolder), async (engine) => {
    const answer = await engine.applyMigrations({
      migrationsList: migrations(schemaFolder),
      filters: NO_FILTERS,
    });
    return answer.appliedMigrationNames;
  });
}

/**
 * The SQL that leads a database like the one at `url` from one set of models (the text of a .prisma file) to another;
 * '' when they agree. The database is asked for its version and left alone.
 */
export function migrationBetween(url: string, from: string, to: string): Promise<string> {
  const provider = url.startsWith('file:') ? 'sqlite' : 'postgresql';
  const datamodel = (models: string): [path: string, content: string] => [
    'schema.prisma',
    `datasource db {\n  provider = "${provider}"\n}\n${models}`,
  ];
  const target = (models: string): DiffTarget => {
    const [path, content] = datamodel(models);
    return { tag: 'schemaDatamodel', files: [{ path, content }] };
  };
  return withEngine(url, [datamodel(to)], async (engine) => {
    const answer = await engine.diff({
      from: target(from),
      to: target(to),
      script: true,
      exitCode: true,
      filters: NO_FILTERS,
    });
    return answer.exitCode === 0 ? '' : (answer.stdout ?? '');
  });
}

async function withEngine<T>(
  url: string,
  datamodels: [path: string, content: string][],
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const connections: SqlDriverAdapter[] = [];
  const { SchemaEngine } = await (engineModule ??= loadEngineModule());
  const engine = await SchemaEngine.new(
    { datamodels },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapterFactory(url, connections)),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    for (const connection of connections) await connection.dispose();
  }
}

/** Loaded once: a second instance of the module would share, and corrupt, the first one's memory. */
let engineModule: ReturnType<typeof loadEngineModule> | undefined;

async function loadEngineModule() {
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const wasm = readFileSync(join(folder, 'schema_engine_bg.wasm'));
  const imports: WebAssembly.ModuleImports = { ...glue };
  // The engine leaves a timer of ten seconds running, which must not keep a program that has finished from ending.
  for (const name of Object.keys(imports).filter((name) => name.startsWith('__wbg_setTimeout'))) {
    imports[name] = (callback: () => void, milliseconds: number) =>
      setTimeout(callback, milliseconds).unref();
  }
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': imports });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start === 'function') start();
  return glue;
}

function adapterFactory(url: string, connections: SqlDriverAdapter[]): SqlMigrationAwareDriverAdapterFactory {
  const stock = url.startsWith('file:') ? new PrismaBetterSqlite3({ url }) : new PrismaPg(url);
  const connect = async () => {
    const connection: SqlDriverAdapter = await stock.connect();
    connections.push(connection);
    let closing: Promise<void> | undefined; // the engine closes some of its connections itself, and twice is an error
    const close = connection.dispose.bind(connection);
    connection.dispose = () => (closing ??= close());
    return takingScripts(connection);
  };
  return { provider: stock.provider, adapterName: stock.adapterName, connect, connectToShadowDb: connect };
}

/** The engine sends scripts both ways, and neither adapter takes them both ways. */
function takingScripts(connection: SqlDriverAdapter): SqlDriverAdapter {
  const executeRaw = connection.executeRaw.bind(connection);
  if (connection.provider === 'sqlite') {
    // SQLite's driver refuses to prepare several statements as one.
    connection.executeRaw = async (query) => {
      if (query.args.length > 0) return executeRaw(query);
      await connection.executeScript(query.sql);
      return 0;
    };
  } else {
    // The adapter takes a script apart at each semicolon, in comments and texts too; sent whole, PostgreSQL reads it
    // properly and runs it as one transaction.
    connection.executeScript = async (script) => {
      await executeRaw({ sql: script, args: [], argTypes: [] });
    };
  }
  return connection;
}

/** The migrations of a schema folder, oldest first, in the form that the engine reads. */
function migrations(schemaFolder: string): MigrationList {
  const baseDir = join(schemaFolder, 'migrations');
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: readdirSync(baseDir)
      .filter((name) => /^\d/.test(name))
      .sort()
      .map((name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok', value: readFileSync(join(baseDir, name, 'migration.sql'), 'utf8') },
        },
      })),
  };
}

function schemaFiles(schemaFolder: string): [path: string, content: string][] {
  return readdirSync(schemaFolder)
    .filter((name) => name.endsWith('.prisma'))
    .map((name) => [join(schemaFolder, name), readFileSync(join(schemaFolder, name), 'utf8')]);
}
