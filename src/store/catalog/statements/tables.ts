import {
  type Compilable,
  DummyDriver,
  type Generated,
  Kysely,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/** The tables of `schema.ts`, as the query builder knows them. Columns that hold JSON are typed `string`. */
export interface Tables {
  records: {
    id: Generated<number>
    change: number
    asset: string
    partition: string
    kind: string
    key: string
    definition: string
    version: string
    blob: string | null
    rows: number
    size_bytes: number
    reusable: 0 | 1
    run: string
    started_at: number
    duration_ms: number
    outcome: string
    schema: string
    check_outcome: string | null
    ingredients: string
    schemes: string
    causes: string
    environment: string
    accepted: string | null
    rejected: string | null
    row_map: string | null
    work: string | null
    metadata: string | null
    partition_keys: string | null
    view: string | null
    /** When it last stopped being current, in ms since 1970. */
    left_at: number | null
    parts: string | null
    /** The name of the record's file; `null` for a record of an older version. */
    file: string | null
    /** The environment whose run made it. */
    made_in: string
  }
  pointers: { environment: string; asset: string; partition: string; record: number }
  pins: { environment: string; asset: string; partition: string; record: number; since: number }
  attempts: {
    change: number
    environment: string
    asset: string
    partition: string
    key: string | null
    run: string
    started_at: number
    duration_ms: number
    outcome: string
    causes: string
    error: string | null
  }
  runs: {
    id: string
    environment: string
    command: string
    started_at: number
    ended_at: number | null
    status: string
    pid: number
    host: string
    owner: string
  }
  leases: {
    asset: string
    partition: string
    key: string
    run: string
    pid: number
    host: string
    owner: string
    since: number
    expires: number
    environment: string
  }
  ticks: {
    environment: string
    schedule: string
    at: number
    attempt: number
    owner: string
    started_at: number
    ended_at: number | null
    outcome: string
    run: string | null
  }
  notices: { environment: string; subject: string; at: number }
  outbox: { id: string; receiver: string; body: string; at: number; tries: number; next_at: number }
  slots: { name: string; slot: number; holder: string; owner: string; since: number; expires: number }
  asked: { environment: string; asset: string; partition: string; at: number }
  holds: { blob: string; run: string; owner: string; since: number }
  doubts: { environment: string; asset: string; partition: string; cause: string }
  column_versions: { blob: string; columns: string; version: string }
  sources: { hash: string; label: string; text: string }
  meta: { id: number; schema: number; change: number }
}

/** Builds typed SQL and never runs it: its own driver would hold the write lock across an `await`. */
export const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** A statement that is clearer as SQL. */
export const raw = <Row = unknown>(statement: RawBuilder<Row>): Compilable<Row> => ({
  compile: () => statement.compile(build),
})
