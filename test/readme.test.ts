import { execFile } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { errorCodes } from '../src/errors.ts'
import { createProject, type Ended, repository } from './rig/project.ts'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')

interface Block {
  readonly language: string
  readonly info: string
  readonly text: string
}
/** Those of Python and of Spark are run where there is one: `test/python/readme.test.ts`, `test/spark/readme.test.ts`. */
const blocks: readonly Block[] = [...readme.matchAll(/^```(\w+)(.*)\n([\s\S]*?)^```$/gm)]
  .map(([, language = '', info = '', text = '']) => ({ language, info, text }))
  .filter(({ info }) => !/in="(?:python|spark)"/.test(info))

const attribute = ({ info }: Block, name: string): string | undefined => new RegExp(`${name}="([^"]*)"`).exec(info)?.[1]

/** Times, sizes and widths that follow from them are the machine's; a run's id is new every time. */
function steady(text: string): string {
  return inAnyOrder(
    text
      .replaceAll(/\d+(\.\d+)? (ms|s|m|B)\b/g, 'N')
      // Of a check the time is told only where it took long.
      .replaceAll(/( passed) +N$/gm, '$1')
      .replaceAll(/just now|N ago/g, 'WHEN')
      .replaceAll(/\d{8}-\d{6}-[0-9a-f]{6}/g, 'RUN')
      .replaceAll(/ +/g, ' ')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ).join('\n')
}

/** Steps that run side by side end in any order: their lines are compared as sorted ones. */
function inAnyOrder(lines: readonly string[]): readonly string[] {
  const isStep = (line: string) => /^[✓✗!] [a-z]/.test(line)
  const rest = lines.findIndex((line) => !isStep(line))
  return rest === -1 ? lines.toSorted() : [...lines.slice(0, rest).toSorted(), ...lines.slice(rest)]
}

test('every console block says what the command says, on the files that the README shows', async () => {
  const files = Object.fromEntries(
    blocks.flatMap((block) => {
      const title = attribute(block, 'title')
      return title === undefined || block.language === 'yaml' ? [] : [[title, block.text]]
    }),
  )
  // A file that is listed where a block says so; until then it is not there.
  const later = blocks.flatMap((block) => attribute(block, 'add') ?? [])
  let index = files['assets/index.ts'] as string
  await using project = await createProject({
    ...files,
    ...Object.fromEntries(later.map((file) => [file, null])),
    'notes/first.md': 'One sentence. Another one.',
    'notes/second.md': 'A third one. And a fourth.',
    'words.csv': 'word\napple\npear\n',
  })
  symlinkSync(join(repository, 'node_modules/zod'), join(project.folder, 'node_modules/zod'), 'dir')
  let ran = 0
  for (const block of blocks.filter(({ language }) => language === 'console')) {
    const [edited, from, to] = attribute(block, 'edit')?.split(/: | → /) ?? []
    if (edited !== undefined)
      project.edit({ [edited]: (files[edited] as string).replace(from as string, to as string) })
    const added = attribute(block, 'add')
    if (added !== undefined) {
      index += `export * from './${basename(added)}'\n`
      project.edit({ [added]: files[added] as string, 'assets/index.ts': index })
    }
    let exitCode: number | null = 0
    for (const [, command = '', expected = ''] of block.text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
      if (command === 'echo $?') {
        expect(Number(expected)).toBe(exitCode)
        continue
      }
      if (command === 'node --test') {
        expect(testsIn((await runNode(['--test', '--test-reporter=spec'], project.folder)).stdout)).toEqual(
          testsIn(expected),
        )
        continue
      }
      const ended = await (command.startsWith('node ')
        ? runNode(wordsOf(command).slice(1), project.folder)
        : project.assets(...wordsOf(command.replace(/^assets /, ''))))
      exitCode = ended.exitCode
      // The terminal shows both streams.
      expect(steady(ended.stdout + ended.stderr)).toBe(steady(expected))
      ran += 1
    }
  }
  expect(ran).toBeGreaterThan(7)
})

function runNode(words: readonly string[], cwd: string): Promise<Pick<Ended, 'exitCode' | 'stdout' | 'stderr'>> {
  return new Promise((resolve) => {
    execFile(process.execPath, words, { cwd, env: withoutRunner }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

/** A runner that another one has started reports to that. */
const withoutRunner = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_TEST_CONTEXT'))

const testsIn = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => (/^[✔✖]/.test(line) ? [line.replace(/ \([\d.]+ms\)$/, '')] : []))

function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? (plain as string))
}

test('the README lists every error code under its exit code, and no other', () => {
  const rows = [...readme.matchAll(/^\| (\d+) \| (`[A-Z_]+`.*) \|$/gm)]
  const listed = rows.flatMap(([, exit = '', codes = '']) =>
    [...codes.matchAll(/`([A-Z_]+)`/g)].map(([, code = '']) => [code, Number(exit)] as const),
  )
  expect(Object.fromEntries(listed)).toEqual(errorCodes)
  expect(listed).toHaveLength(Object.keys(errorCodes).length)
})
