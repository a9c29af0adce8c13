import { expect, it } from 'vitest'
import { mistakes } from './mistakes.ts'
import { tempProject } from './temp-project.ts'

const index = (text: string) => ({ 'assets/index.ts': text })

/** The compiler follows `paths` and `baseUrl` of tsconfig.json, and Node does not. */
it.each<[name: string, files: Record<string, string>, expected: object]>([
  [
    'a name that only the compiler knows, by the paths of tsconfig.json',
    {
      ...index(`import { words } from '@/text/words.ts'\nexport const x = words\n`),
      'src/text/words.ts': 'export const words = 1\n',
      'tsconfig.json':
        '{\n  // for the editor\n  "compilerOptions": { "paths": { "@/*": ["./src/*"], "other": ["x"] } },\n}\n',
    },
    {
      code: 'PROJECT_LOAD',
      at: 'assets/index.ts:1',
      message: 'assets/index.ts imports "@/text/words.ts", which is not there',
      fix: 'Node does not read "paths" of tsconfig.json: add "imports": { "#*": "./src/*" } to package.json, which the compiler reads too, and import "#text/words.ts"',
    },
  ],
  [
    'a name that the paths of tsconfig.json know as a whole',
    {
      ...index(`import { words } from '@app/words'\nexport const x = words\n`),
      'src/words.ts': 'export const words = 1\n',
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@app/words": ["src/words.ts"] } } }',
    },
    {
      code: 'PROJECT_LOAD',
      at: 'assets/index.ts:1',
      message: 'assets/index.ts imports "@app/words", which is not there',
      fix: 'Node does not read "paths" of tsconfig.json: add "imports": { "#app/words": "./src/words.ts" } to package.json, which the compiler reads too, and import "#app/words"',
    },
  ],
  [
    'a path from the baseUrl of tsconfig.json',
    {
      ...index(`import { words } from 'src/words'\nexport const x = words\n`),
      'src/words.ts': 'export const words = 1\n',
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }',
    },
    {
      code: 'PROJECT_LOAD',
      at: 'assets/index.ts:1',
      message: 'assets/index.ts imports "src/words", which is not there',
      fix: 'Node does not read "baseUrl" of tsconfig.json: write "../src/words.ts"',
    },
  ],
  [
    'a package beside a tsconfig.json that does not know it either',
    {
      ...index(`import { z } from 'zodd'\nexport const x = z\n`),
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["./src/*"] } } }',
    },
    {
      code: 'PROJECT_LOAD',
      at: 'assets/index.ts:1',
      message: 'assets/index.ts imports "zodd", which is not there',
      fix: 'run `npm install zodd`, or correct the name',
    },
  ],
])('%s', async (_, files, expected) => {
  expect(await mistakes({ cwd: tempProject(files) })).toEqual([expected])
})
