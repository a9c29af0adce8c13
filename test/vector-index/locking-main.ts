import Sqlite from 'better-sqlite3'

/**
 * A process of somebody else's that has the index open: `<file> <BEGIN …>` locks it until it is told to stop, and
 * `<file> again` locks and leaves it again and again.
 */
const [file = '', how = ''] = process.argv.slice(2)
const database = new Sqlite(file, { timeout: 10_000 })
// Without a log, so that it holds readers up as well.
if (how !== 'BEGIN IMMEDIATE') database.pragma('journal_mode = DELETE')
if (how === 'again') {
  const turn = () => {
    database.exec('BEGIN EXCLUSIVE')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30)
    database.exec('COMMIT')
    setTimeout(turn, 5)
  }
  turn()
} else database.exec(how)
process.send?.('locked')
process.on('message', () => process.exit(0))
