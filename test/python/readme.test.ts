import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, repository } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^```(\w+) in="python"(?: title="([^"]+)")?\n([\s\S]*?)^```$/gm)]

/** Times are the machine's, and widths follow from them. */
const steady = (text: string): string =>
  text
    .replaceAll(/\d+(\.\d+)? (ms|s)\b/g, 'N')
    .replaceAll(/ +/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .sort()
    .join('\n')

describePython('frames', 'the README', ({ commands }) => {
  test('says what assets in Python say', async () => {
    const files = Object.fromEntries(
      blocks.flatMap(([, , title, text]) => (title === undefined ? [] : [[title, text]])),
    )
    const csv = 'path,content\na.md,A first one. \nb.md,\nc.md,One\nd.md, An older one that has more.\n'
    await using project = await createProject(
      { ...(files as Readonly<Record<string, string>>), 'documents.csv': csv },
      { env: { VIRTUAL_ENV: join(commands, '..') } },
    )
    const [shown, explained] = blocks.filter(([, language]) => language === 'console').map(([, , , text = '']) => text)
    const { stdout, stderr } = await project.assets('materialize')
    // What is at work at the same time is told in any order.
    expect(steady(stdout + stderr)).toBe(steady((shown as string).replace('$ assets materialize\n', '')))
    expect((await project.assets('types', '--check')).stdout).toBe('✓ assets/rows.d.ts is up to date: 1 row type\n')
    project.edit({
      'assets/documents.py': (files['assets/documents.py'] as string).replace('> 1]', '> 2]'),
    })
    const { stdout: why } = await project.assets('explain', 'clean_documents')
    const lines = steady((explained as string).replace('$ assets explain clean_documents\n', '')).split('\n')
    expect(steady(why).split('\n')).toEqual(expect.arrayContaining(lines.filter((line) => line !== '…')))
    project.edit({
      'assets/documents.py': (files['assets/documents.py'] as string).replace('"content"].str.s', '"contents"].str.s'),
    })
    const failed = await project.assets('materialize')
    expect(failed.stdout + failed.stderr).toContain(
      "ASSET_FAILED  assets/documents.py:7\n  clean_documents: KeyError: 'contents'",
    )
  })
})
