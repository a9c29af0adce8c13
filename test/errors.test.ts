import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type ErrorCode, errorCodes } from '../src/errors.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const codes = Object.keys(errorCodes) as ErrorCode[]
const tests = globSync('test/**/*.test.ts', { cwd: root, exclude: ['test/errors.test.ts'] }).map((file) =>
  readFileSync(`${root}/${file}`, 'utf8'),
)

/** How near to its code a message has to stand, in characters: they are told of one error. */
const near = 600

/** A text of three words and more, on the same line or the next one. */
const words = /[^'"`/\n]{0,60}\n?\s*['"`/]+[^'`\n]* [^'`\n]* /.source
const fieldOfWords = new RegExp(`\\b(?:message|text|stderr|stdout)\\b${words}`)

/**
 * Whether a test says the code together with the words of an error: in one text, as the terminal has them, or as the fields of one.
 * A test that only says the code would pass whatever the user is told.
 */
function isHeldToItsText(code: ErrorCode): boolean {
  const word = new RegExp(`\\b${code}\\b`, 'g')
  return tests.some((text) =>
    [...text.matchAll(word)].some(({ index }) => {
      const around = text.slice(Math.max(0, index - near), index + near)
      const spoken = new RegExp(`\\b${code}\\b[^'"\`\\n]{0,80} [a-z]+ [a-z]+`).test(around)
      const inTable = new RegExp(`['"]${code}['"],\\s*['"\`][^'"\`\\n]* [^'"\`\\n]*`).test(around)
      const onTerminal = new RegExp(`\\berror ${code}\\b[^\\n]*${words}`).test(around)
      return spoken || inTable || fieldOfWords.test(around) || onTerminal
    }),
  )
}

describe('every code of an error', () => {
  test.each(codes)('%s is held to its words by a test', (code) => {
    expect(isHeldToItsText(code)).toBe(true)
  })

  test('is thrown somewhere', () => {
    const sources = globSync('src/**/*.{ts,py}', { cwd: root, exclude: ['src/errors.ts'] })
    const text = sources.map((file) => readFileSync(`${root}/${file}`, 'utf8')).join('\n')
    expect(codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(text))).toEqual([])
  })

  test('has a line of its own in the README, with the exit code that it has', () => {
    const readme = readFileSync(`${root}/README.md`, 'utf8')
    const rows = readme.split('\n').filter((line) => /^\| *\d+ *\|/.test(line))
    const found = codes.map((code) => {
      const exits = rows.filter((row) => row.includes(`\`${code}\``)).map((row) => Number(row.split('|')[1]))
      return [code, exits] as const
    })
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(codes.map((code) => [code, [errorCodes[code]]])))
  })
})
