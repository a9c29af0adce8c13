import { describe, expect, test } from 'vitest'
import { troubleOf } from '../../src/app/trouble.ts'
import { renderTrouble } from '../../src/cli/render-error.ts'
import { paintFor } from '../../src/cli/text/paint.ts'
import { AssetError, AssetErrors } from '../../src/errors.ts'
import { plainStyle } from './plain-style.ts'

const unknown = new AssetError({
  code: 'ASSET_UNKNOWN_UPSTREAM',
  message: 'report names "raw_document", which assets/index.ts does not export',
  at: 'assets/crm.ts:3',
  facts: { asset: 'report' },
  fix: 'did you mean "raw_documents"?',
})
const busy = new AssetError({ code: 'STORE_BUSY', message: 'it is being made', fix: 'run again' })

describe('an error', () => {
  test('reads as the contract shows it', () => {
    expect(renderTrouble(troubleOf(unknown), plainStyle)).toBe(`\
error ASSET_UNKNOWN_UPSTREAM  assets/crm.ts:3
  report names "raw_document", which assets/index.ts does not export
  did you mean "raw_documents"?`)
  })

  test('without a place has none, and a message of several lines is indented as a whole', () => {
    const error = new AssetError({ code: 'PROJECT_LOAD', message: 'one\ntwo', fix: 'three' })
    expect(renderTrouble(troubleOf(error), plainStyle)).toBe('error PROJECT_LOAD\n  one\n  two\n  three')
  })

  test('several are all told, parted by an empty line, with the gravest exit code', () => {
    const trouble = troubleOf(new AssetErrors([unknown, busy]))
    expect(trouble.exitCode).toBe(4)
    expect(renderTrouble(trouble, plainStyle).split('\n\n')).toHaveLength(2)
    expect(trouble.errors.map(({ code }) => code)).toEqual(['ASSET_UNKNOWN_UPSTREAM', 'STORE_BUSY'])
  })

  test('is known by its brand, since the project has another copy of the class', () => {
    const foreign = Object.assign(new Error('x'), { ...unknown, message: 'from afar' })
    const list = Object.assign(new Error('x'), { name: 'AssetErrors', errors: [foreign] })
    expect(troubleOf(foreign)).toMatchObject({ exitCode: 2, errors: [{ code: 'ASSET_UNKNOWN_UPSTREAM' }] })
    expect(troubleOf(list)).toMatchObject({ exitCode: 2, errors: [{ code: 'ASSET_UNKNOWN_UPSTREAM' }] })
  })

  test('has place and facts in JSON only where there are any', () => {
    expect(troubleOf(unknown).errors[0]).toEqual({
      code: 'ASSET_UNKNOWN_UPSTREAM',
      message: 'report names "raw_document", which assets/index.ts does not export',
      at: 'assets/crm.ts:3',
      facts: { asset: 'report' },
      fix: 'did you mean "raw_documents"?',
    })
    expect(troubleOf(busy).errors[0]).toEqual({ code: 'STORE_BUSY', message: 'it is being made', fix: 'run again' })
  })

  test('of a statement points at the place', () => {
    const detail = 'Parser Error: syntax error at or near "selec"\n\nLINE 1: selec 1\n        ^'
    const error = new AssetError({
      code: 'QUERY_SQL',
      message: 'the query fails in line 1',
      facts: { detail },
      fix: 'mend it',
    })
    expect(renderTrouble(troubleOf(error), plainStyle)).toBe(`\
error QUERY_SQL
  the query fails in line 1
  LINE 1: selec 1
          ^
  mend it`)
  })

  test('has its code in red where there is colour', async () => {
    expect(renderTrouble(troubleOf(busy), { ...plainStyle, paint: await paintFor(1) }).split('\n')[0]).toBe(
      '\x1b[31merror\x1b[39m \x1b[1mSTORE_BUSY\x1b[22m',
    )
  })
})

describe('anything else is our own bug', () => {
  test('it says so, with the stack and what to report', () => {
    const trouble = troubleOf(new TypeError('x is not a function'))
    expect(trouble.exitCode).toBe(3)
    const lines = renderTrouble(trouble, plainStyle).split('\n')
    expect(lines[0]).toBe('TypeError: x is not a function')
    expect(lines[1]).toMatch(/^ {4}at /)
    expect(lines.slice(-3)).toEqual([
      'error INTERNAL',
      '  this is a bug of assets: x is not a function',
      '  report it with the lines above, the command you ran and what `assets doctor` prints',
    ])
  })

  test.each([['a string'], [undefined], [null], [{ code: 'CLI_USAGE' }]])(
    'also where what was thrown is %o',
    (thrown) => {
      expect(troubleOf(thrown)).toMatchObject({ exitCode: 3, errors: [{ code: 'INTERNAL' }] })
    },
  )
})
