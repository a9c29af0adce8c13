import { openSync, writeSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { troubleOf } from '../../src/app/trouble.ts'
import { AssetError } from '../../src/errors.ts'
import { storeFailure } from '../../src/store/failure.ts'

const file = '/project/.assetstore/catalog.sqlite'

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('it should have thrown')
}

const withCode = (code: string) => Object.assign(new Error('what the system said'), { code })

test('a database that cannot grow is a full disk', () => {
  const database = new Sqlite(':memory:').exec('CREATE TABLE t (a)')
  database.pragma('max_page_count = 2')
  const full = thrownBy(() => database.exec(`INSERT INTO t VALUES ('${'x'.repeat(100_000)}')`))
  expect(storeFailure(full, file)).toMatchObject({
    code: 'STORE_DISK_FULL',
    message: `there is no space left to write ${file}: database or disk is full`,
    fix: 'free some space on that disk and run again: everything that was finished is kept',
    facts: { file, code: 'SQLITE_FULL' },
    cause: full,
  })
})

test.skipIf(process.platform !== 'linux')('a device without space is a full disk', () => {
  const full = thrownBy(() => writeSync(openSync('/dev/full', 'w'), 'x'))
  expect(storeFailure(full, file)).toMatchObject({ code: 'STORE_DISK_FULL' })
})

const table = {
  STORE_NOT_WRITABLE: [
    'EACCES',
    'EROFS',
    'EPERM',
    'ENOTDIR',
    'SQLITE_READONLY',
    'SQLITE_READONLY_DIRECTORY',
    'SQLITE_CANTOPEN',
  ],
  STORE_DISK_FULL: ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'],
  STORE_CORRUPT: ['SQLITE_CORRUPT', 'SQLITE_CORRUPT_INDEX', 'SQLITE_NOTADB', 'SQLITE_IOERR_SHORT_READ'],
  STORE_BUSY: ['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED'],
}
for (const [code, causes] of Object.entries(table)) {
  test.each(causes)(`%s is told as ${code}`, (cause) => {
    expect(storeFailure(withCode(cause), file)).toMatchObject({ code, message: expect.stringContaining(file) })
  })
}

test('not being allowed to write is told with what to do', () => {
  expect(storeFailure(withCode('EROFS'), file)).toMatchObject({
    code: 'STORE_NOT_WRITABLE',
    message: `the store cannot open or write ${file}: what the system said`,
    fix: 'make /project/.assetstore writable for this user, or choose another store with --store <dir>',
  })
})

test('anything else is a bug and stays what it was', () => {
  for (const error of [new TypeError('x'), withCode('ENOENT'), withCode('SQLITE_CONSTRAINT'), 'text']) {
    expect(storeFailure(error, file)).toBe(error)
  }
  const known = new AssetError({ code: 'STORE_NEWER', message: 'm', fix: 'f' })
  expect(storeFailure(known, file)).toBe(known)
})

test('where the end of a `using` fails as well, it is told what failed first', () => {
  const both = new SuppressedError(withCode('EROFS'), new SuppressedError(withCode('EIO'), withCode('ENOSPC')))
  expect(storeFailure(both, file)).toMatchObject({ code: 'STORE_DISK_FULL' })
  expect(troubleOf(new SuppressedError(withCode('EROFS'), storeFailure(withCode('EIO'), file)))).toMatchObject({
    exitCode: 1,
    errors: [{ code: 'STORE_IO' }],
  })
})
