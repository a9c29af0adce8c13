import { clockFunctions } from './clock.ts'

/** What a SQL function reads besides its arguments. */
export type SqlReads = 'clock' | 'chance' | 'files'

/**
 * Functions that DuckDB's catalog calls VOLATILE or CONSISTENT_WITHIN_QUERY, without the clock and without `error`,
 * which only fails. A test compares them with `duckdb_functions()`, since asking that costs more than most statements.
 */
export const volatileFunctions: ReadonlySet<string> = new Set([
  'current_connection_id',
  'current_database',
  'current_query',
  'current_query_id',
  'current_schema',
  'current_schemas',
  'current_transaction_id',
  'currval',
  'gen_random_uuid',
  'in_search_path',
  'nextval',
  'random',
  'setseed',
  'sleep_ms',
  'stats',
  'txid_current',
  'uuid',
  'uuidv4',
  'uuidv7',
  'write_log',
])

/** Functions of Spark's SQL that DuckDB lacks. */
const ofSpark: ReadonlySet<string> = new Set([
  'current_user',
  'input_file_name',
  'monotonically_increasing_id',
  'rand',
  'randn',
  'randstr',
  'shuffle',
  'spark_partition_id',
  'uniform',
])
const clockOfSpark: ReadonlySet<string> = new Set(['curdate', 'current_time', 'localtimestamp', 'unix_timestamp'])

/** The catalog calls these consistent, but they depend on the machine or on this process. */
const ofTheMachine: ReadonlySet<string> = new Set(['current_catalog', 'current_setting', 'getvariable'])

/**
 * Table functions that read only their arguments. Every other one reads files, or the state of the engine.
 */
export const pureTableFunctions: ReadonlySet<string> = new Set([
  'generate_series',
  'icu_calendar_names',
  'json_each',
  'json_tree',
  'pg_timezone_names',
  'query',
  'range',
  'repeat',
  'repeat_row',
  'summary',
  'test_all_types',
  'test_vector_types',
  'unnest',
])

export function scalarReads(name: string, parameters: number): SqlReads | undefined {
  if (clockFunctions.has(name) || (name === 'age' && parameters === 1)) return 'clock'
  if (clockOfSpark.has(name) && parameters === 0) return 'clock'
  return volatileFunctions.has(name) || ofTheMachine.has(name) || ofSpark.has(name) ? 'chance' : undefined
}

export function tableReads(name: string): SqlReads | undefined {
  if (pureTableFunctions.has(name)) return undefined
  return /^duckdb_|^pragma_|^icu_|_logs?$/.test(name) ? 'chance' : 'files'
}
