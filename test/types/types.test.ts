import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../discover/temp-project.ts'

const repository = join(import.meta.dirname, '../..')
const fixture = join(import.meta.dirname, 'fixture')
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

/** A project of the whole fixture and, beside it, of its mistakes without the comments that expect them: one that is compiled once. */
function withBareMistakes(): string {
  const folder = tempFolder()
  const bare = mistakes
    .replaceAll(/\/\/ @ts-expect-error.*/g, '')
    .replaceAll("'#project'", `'${join(fixture, 'assets.config.ts')}'`)
    .replaceAll("'zod'", `'${join(repository, 'node_modules/zod/index.js')}'`)
    .replaceAll("'../../../src/", `'${join(repository, 'src')}/`)
  writeFileSync(join(folder, 'bare-mistakes.ts'), bare)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(fixture, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(repository, 'node_modules/@types')] },
      include: [fixture, '.'],
    }),
  )
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
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
