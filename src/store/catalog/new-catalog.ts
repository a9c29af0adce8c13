/**
 * The schema of the current format, equal to the result of the steps in `schema.ts`. A new catalog gets it at once,
 * since SQLite reads the whole schema again for each added column and each renamed table.
 */
export const newCatalog = `
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
    accepted TEXT,
    rejected TEXT,
    row_map TEXT,
    work TEXT,
    metadata TEXT,
    left_at REAL,
    parts TEXT,
    made_in TEXT NOT NULL DEFAULT 'development',
    file TEXT,
    partition_keys TEXT,
    view TEXT
  ) STRICT;
  CREATE INDEX records_by_definition ON records (definition, asset, id) WHERE reusable = 1;
  CREATE INDEX records_by_key ON records (key, id);
  CREATE INDEX records_by_asset ON records (asset, partition, change);
  CREATE INDEX records_by_run ON records (run, change);
  CREATE INDEX records_by_change ON records (change);
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
    error TEXT,
    environment TEXT NOT NULL DEFAULT 'development'
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
    owner TEXT NOT NULL,
    environment TEXT NOT NULL DEFAULT 'development'
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
    environment TEXT NOT NULL DEFAULT 'development',
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
    change INTEGER NOT NULL,
    committed INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE holds (
    blob TEXT NOT NULL,
    run TEXT NOT NULL,
    owner TEXT NOT NULL,
    since REAL NOT NULL,
    PRIMARY KEY (blob, run)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX holds_by_run ON holds (run);
  CREATE TABLE pointers (
    environment TEXT NOT NULL DEFAULT 'development',
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    record INTEGER NOT NULL REFERENCES records (id),
    PRIMARY KEY (environment, asset, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX pointers_by_record ON pointers (record);
  CREATE TABLE doubts (
    environment TEXT NOT NULL DEFAULT 'development',
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (environment, asset, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE asked (
    environment TEXT NOT NULL DEFAULT 'development',
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (environment, asset, partition)
  ) STRICT, WITHOUT ROWID;
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
  CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    receiver TEXT NOT NULL,
    body TEXT NOT NULL,
    at REAL NOT NULL,
    tries INTEGER NOT NULL,
    next_at REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE notices (
    environment TEXT NOT NULL,
    subject TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (environment, subject, at)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE pins (
    environment TEXT NOT NULL,
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    record INTEGER NOT NULL REFERENCES records (id),
    since REAL NOT NULL,
    PRIMARY KEY (environment, asset, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX pins_by_record ON pins (record);
  CREATE INDEX records_unfiled ON records (id) WHERE file IS NULL;
  INSERT INTO meta (id, schema, change) VALUES (1, 0, 0);
`
