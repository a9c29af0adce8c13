import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, repository } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { startSail } from '../rig/python/sail-server.ts'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^```(\w+) in="spark"(?: title="([^"]+)")?\n([\s\S]*?)^```$/gm)]

/** Times are the machine's, and widths follow from them. */
const steady = (text: string): string =>
  text
    .replaceAll(/\d+(\.\d+)? (ms|s)\b/g, 'N')
    .replaceAll(/ +/g, ' ')
    .trim()

describePython('sail', 'the README', ({ commands }) => {
  test('says what assets of Spark say', async () => {
    await using server = await startSail(commands)
    const files = Object.fromEntries(
      blocks.flatMap(([, , title, text = '']) =>
        title === undefined ? [] : [[title, text.replace('sc://spark.internal:15002', server.remote)]],
      ),
    )
    const csv = 'language,content\nen,one two three\nen,four\nes,uno dos\nes,tres cuatro cinco\n'
    await using project = await createProject(
      { ...files, 'documents.csv': csv },
      { env: { VIRTUAL_ENV: join(commands, '..') } },
    )
    const [[, , , shown = ''] = []] = blocks.filter(([, language]) => language === 'console')
    const { stdout, stderr } = await project.assets('materialize')
    expect(steady(stdout + stderr)).toBe(steady(shown.replace('$ assets materialize\n', '')))
    const { rows } = await project.json('query', 'SELECT * FROM shares ORDER BY language')
    expect(rows).toEqual([
      { language: 'en', share: 4 / 9 },
      { language: 'es', share: 5 / 9 },
    ])
  })
})
