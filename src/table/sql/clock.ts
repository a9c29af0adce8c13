import { type Connection, duck } from '../engine/bindings.ts'

/** The names of the clock in SQL: functions, and words that stand for one. */
export const clockFunctions: ReadonlySet<string> = new Set([
  'ago',
  'current_date',
  'current_localtime',
  'current_localtimestamp',
  'current_time',
  'current_timestamp',
  'get_current_time',
  'get_current_timestamp',
  'localtime',
  'localtimestamp',
  'now',
  'pg_conf_load_time',
  'pg_postmaster_start_time',
  'today',
  'transaction_timestamp',
])

/** Words that are a function where no column has that name. */
export const clockWords: ReadonlySet<string> = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
])

/**
 * Sets the clock of this connection to a moment: its macros take precedence over DuckDB's functions. DuckDB's own clock
 * stands still for one statement; an asset's `now` does for the whole run.
 *
 * @param at ms since 1970.
 */
export async function setClock(connection: Connection, at: number): Promise<void> {
  const moment = new Date(at).toISOString().replace('T', ' ').replace('Z', '')
  const [date, time] = moment.split(' ')
  const instant = `TIMESTAMPTZ '${moment}+00'`
  const values: Readonly<Record<string, string>> = {
    now: instant,
    get_current_timestamp: instant,
    transaction_timestamp: instant,
    current_localtimestamp: `TIMESTAMP '${moment}'`,
    current_date: `DATE '${date}'`,
    today: `DATE '${date}'`,
    get_current_time: `TIMETZ '${time}+00'`,
    current_localtime: `TIME '${time}'`,
  }
  const macros = Object.entries(values).map(([name, value]) => `CREATE OR REPLACE TEMP MACRO ${name}() AS ${value}`)
  const age = `CREATE OR REPLACE TEMP MACRO age(a) AS system.main.age(DATE '${date}'::TIMESTAMP, a::TIMESTAMP), (a, b) AS system.main.age(a, b)`
  await duck.query(connection, [...macros, age].join(';'))
}

/**
 * Whether a text may ask for the time. True too often rather than too seldom: DuckDB is asked afterwards what the text
 * means.
 */
export function mayReadClock(text: string): boolean {
  return /\b(?:now|today|ago|age|current_\w+|local\w+|transaction_timestamp|get_current_\w+|pg_\w+)\b/i.test(text)
}
