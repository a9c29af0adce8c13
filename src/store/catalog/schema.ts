import { AssetError } from '../../errors.ts'
import type { Database } from './database.ts'
import { newCatalog } from './new-catalog.ts'

/**
 * The catalog's format as steps, one for each version. They are applied in order and never edited once released;
 * `new-catalog.ts` has their result. It is plain SQL, not a query builder, because a command that has nothing to do
 * must be able to open a catalog without loading one.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    change INTEGER NOT NULL,
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    definition TEXT NOT NULL,
    version TEXT NOT NULL,
    blob TEXT,
    rows INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    reusable INTEGER NOT NULL,
    run TEXT NOT NULL,
    started_at REAL NOT NULL,
    duration_ms REAL NOT NULL,
    outcome TEXT NOT NULL,
    schema TEXT NOT NULL,
    check_outcome TEXT,
    ingredients TEXT NOT NULL,
    schemes TEXT NOT NULL,
    causes TEXT NOT NULL,
    environment TEXT NOT NULL,
    accepted TEXT
  ) STRICT;
  CREATE INDEX records_by_definition ON records (definition, asset, id) WHERE reusable = 1;
  CREATE INDEX records_by_key ON records (key, id);
  CREATE INDEX records_by_asset ON records (asset, partition, change);
  CREATE INDEX records_by_run ON records (run, change);
  CREATE INDEX records_by_change ON records (change);

  CREATE TABLE pointers (
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    record INTEGER NOT NULL REFERENCES records (id),
    PRIMARY KEY (asset, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX pointers_by_record ON pointers (record);

  CREATE TABLE attempts (
    change INTEGER PRIMARY KEY,
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    key TEXT,
    run TEXT NOT NULL,
    started_at REAL NOT NULL,
    duration_ms REAL NOT NULL,
    outcome TEXT NOT NULL,
    causes TEXT NOT NULL,
    error TEXT
  ) STRICT;
  CREATE INDEX attempts_by_asset ON attempts (asset, partition, change);
  CREATE INDEX attempts_by_run ON attempts (run, change);
  CREATE INDEX attempts_failed ON attempts (asset, partition, change) WHERE outcome = 'failed';

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    command TEXT NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL,
    status TEXT NOT NULL,
    pid INTEGER NOT NULL,
    host TEXT NOT NULL,
    owner TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_start ON runs (started_at);

  CREATE TABLE leases (
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    key TEXT NOT NULL,
    run TEXT NOT NULL,
    pid INTEGER NOT NULL,
    host TEXT NOT NULL,
    owner TEXT NOT NULL,
    since REAL NOT NULL,
    expires REAL NOT NULL,
    PRIMARY KEY (asset, partition, key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE column_versions (
    blob TEXT NOT NULL,
    columns TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (blob, columns)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sources (
    hash TEXT NOT NULL,
    label TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (hash, label)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    schema INTEGER NOT NULL,
    change INTEGER NOT NULL
  ) STRICT;
  INSERT INTO meta (id, schema, change) VALUES (1, 0, 0);
  `,
  'ALTER TABLE records ADD COLUMN rejected TEXT',
  `
  CREATE TABLE doubts (
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (asset, partition)
  ) STRICT, WITHOUT ROWID;
  `,
  'ALTER TABLE records ADD COLUMN row_map TEXT; ALTER TABLE records ADD COLUMN work TEXT; ALTER TABLE records ADD COLUMN metadata TEXT',
  `
  CREATE TABLE asked (
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (asset, partition)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE records ADD COLUMN left_at REAL;
  CREATE TABLE holds (
    blob TEXT NOT NULL,
    run TEXT NOT NULL,
    owner TEXT NOT NULL,
    since REAL NOT NULL,
    PRIMARY KEY (blob, run)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX holds_by_run ON holds (run);
  `,
  // A table of one file has its name in `blob`, and no parts.
  'ALTER TABLE records ADD COLUMN parts TEXT',
  // Everything from before there were environments belongs to the default one.
  `
  CREATE TABLE pointers_of_environments (
    environment TEXT NOT NULL DEFAULT 'development',
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    record INTEGER NOT NULL REFERENCES records (id),
    PRIMARY KEY (environment, asset, partition)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO pointers_of_environments (asset, partition, record) SELECT asset, partition, record FROM pointers;
  DROP TABLE pointers;
  ALTER TABLE pointers_of_environments RENAME TO pointers;
  CREATE INDEX pointers_by_record ON pointers (record);

  CREATE TABLE doubts_of_environments (
    environment TEXT NOT NULL DEFAULT 'development',
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (environment, asset, partition)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO doubts_of_environments (asset, partition, cause) SELECT asset, partition, cause FROM doubts;
  DROP TABLE doubts;
  ALTER TABLE doubts_of_environments RENAME TO doubts;

  CREATE TABLE asked_of_environments (
    environment TEXT NOT NULL DEFAULT 'development',
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (environment, asset, partition)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO asked_of_environments (asset, partition, at) SELECT asset, partition, at FROM asked;
  DROP TABLE asked;
  ALTER TABLE asked_of_environments RENAME TO asked;

  ALTER TABLE records ADD COLUMN made_in TEXT NOT NULL DEFAULT 'development';
  ALTER TABLE attempts ADD COLUMN environment TEXT NOT NULL DEFAULT 'development';
  ALTER TABLE runs ADD COLUMN environment TEXT NOT NULL DEFAULT 'development';
  ALTER TABLE leases ADD COLUMN environment TEXT NOT NULL DEFAULT 'development';
  `,
  `
  CREATE TABLE ticks (
    environment TEXT NOT NULL,
    schedule TEXT NOT NULL,
    at REAL NOT NULL,
    attempt INTEGER NOT NULL,
    owner TEXT NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL,
    outcome TEXT NOT NULL,
    run TEXT,
    PRIMARY KEY (environment, schedule, at)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE slots (
    name TEXT NOT NULL,
    slot INTEGER NOT NULL,
    holder TEXT NOT NULL,
    owner TEXT NOT NULL,
    since REAL NOT NULL,
    expires REAL NOT NULL,
    PRIMARY KEY (name, slot)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    receiver TEXT NOT NULL,
    body TEXT NOT NULL,
    at REAL NOT NULL,
    tries INTEGER NOT NULL,
    next_at REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE notices (
    environment TEXT NOT NULL,
    subject TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (environment, subject, at)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE pins (
    environment TEXT NOT NULL,
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    record INTEGER NOT NULL REFERENCES records (id),
    since REAL NOT NULL,
    PRIMARY KEY (environment, asset, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX pins_by_record ON pins (record);
  `,
  // The name of the record's file; none for a record of an older version.
  `
  ALTER TABLE records ADD COLUMN file TEXT;
  CREATE INDEX records_unfiled ON records (id) WHERE file IS NULL;
  `,
  'ALTER TABLE records ADD COLUMN partition_keys TEXT',
  // The number of the last commit that was waited for; see `committed.ts`.
  'ALTER TABLE meta ADD COLUMN committed INTEGER NOT NULL DEFAULT 0',
  // The statement of a table that is not stored.
  'ALTER TABLE records ADD COLUMN view TEXT',
]

export const schemaVersion = steps.length

export interface Meta {
  readonly schema: number
  /** See `committed.ts`; absent in an older format. */
  readonly committed?: number
}

/**
 * The catalog's meta row; `undefined` for an empty database, which a process leaves that is killed while it makes the
 * catalog. A catalog of a newer format throws `STORE_NEWER`; a database of another program fails like a damaged one.
 */
export function readMeta(database: Database, file: string): Meta | undefined {
  const tables = database.prepare('SELECT name FROM sqlite_schema').pluck().all()
  if (tables.length === 0) return undefined
  if (!tables.includes('meta')) throw notACatalog()
  const meta = database.prepare('SELECT * FROM meta').get() as Meta | undefined
  if (meta === undefined) throw notACatalog()
  if (meta.schema > schemaVersion) throw newer(meta.schema, file)
  return meta
}

/** Brings an empty or older catalog to this version's format. Call it inside a write transaction. */
export function migrate(database: Database, file: string): void {
  const from = readMeta(database, file)?.schema
  if (from === undefined) database.exec(newCatalog)
  else for (const step of steps.slice(from)) database.exec(step)
  if (from !== schemaVersion) database.prepare('UPDATE meta SET schema = ?').run(schemaVersion)
}

function newer(schema: number, file: string): AssetError {
  return new AssetError({
    code: 'STORE_NEWER',
    message: `the catalog ${file} was written by a newer assetstore (format ${schema}; this version reads up to ${schemaVersion})`,
    facts: { file, format: schema, known: schemaVersion },
    fix: (option) => `update assetstore in this project, or choose another store with ${option('store', '<dir>')}`,
  })
}

/** SQLite's error for a file that is no database, so that the user reads one sentence for both. */
function notACatalog(): Error {
  return Object.assign(new Error('it holds other tables'), { code: 'SQLITE_NOTADB' })
}
