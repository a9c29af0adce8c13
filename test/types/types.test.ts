import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../discover/temp-project.ts'

const repository = join(import.meta.dirname, '../..')
const fixture = join(import.meta.dirname, 'fixture')
const shipped = join(repository, 'dist/types')
const source = /'(?:\.\.\/)+src\/([^']+)\.ts'/g
const compilers = [
  ['TypeScript 7', join(repository, 'node_modules/typescript/bin/tsc')],
  ['TypeScript 5.9', join(repository, 'node_modules/typescript-5.9/bin/tsc')],
] as const

/** What the compiler says, a line a message, without the lines that explain it further. */
function check(compiler: string, project: string): readonly string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', project, '--pretty', 'false'], {
    encoding: 'utf8',
  })
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !line.startsWith(' '))
}

const mistakes = readFileSync(join(fixture, 'mistakes.ts'), 'utf8')

/**
 * A project of the whole fixture and, beside it, of its mistakes without the comments that expect them: one that is compiled once. It has
 * the types that are shipped, as a user has. Those are checked themselves where the package is installed, and the sources behind them,
 * which would take thrice the time, by `npm run check`.
 */
function withBareMistakes(): string {
  const folder = tempFolder()
  cpSync(fixture, folder, { recursive: true })
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name)
    if (name.endsWith('.ts')) writeFileSync(file, readFileSync(file, 'utf8').replaceAll(source, `'${shipped}/$1.js'`))
  }
  const bare = mistakes.replaceAll(/\/\/ @ts-expect-error.*/g, '').replaceAll(source, `'${shipped}/$1.js'`)
  writeFileSync(join(folder, 'bare-mistakes.ts'), bare)
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  const config = { extends: join(repository, 'tsconfig.json'), include: ['.'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  return folder
}

describe.each(compilers)('%s', (_, compiler) => {
  it('finds the exact row types of the whole project, and at every line the very error that its comment expects', () => {
    const expected = mistakes.split('\n').flatMap((line, index) => {
      const [, code] = /@ts-expect-error (TS\d+)/.exec(line) ?? []
      return code === undefined ? [] : [`${index + 2} ${code}`]
    })
    const messages = check(compiler, withBareMistakes())
    const found = messages.map((message) =>
      message.replace(/^.*bare-mistakes\.ts\((\d+),\d+\): error (TS\d+): .*$/, '$1 $2'),
    )
    expect(found).toEqual(expected)
    expect(found.length).toBeGreaterThan(15)
    expect(messages[0]).toContain("Property 'raw_document' does not exist on type")
    expect(messages[0]).toContain('/assets/index"')
  })
})
