import { expect, test } from 'vitest'
import { changedOf } from './two-assets.ts'

const assets = {
  packages: ['zod', 'valibot', 'arktype', '@sinclair/typebox'],
  index: `import { asset } from '#project'
import { Row as One } from '../src/one.ts'
import { Row as Two } from '../src/two.ts'
export const one = asset({ schema: One }, () => [])
export const two = asset(({ one }) => Two.array().parse(one))
`,
}
const zod = (schema: string) => `import { z } from 'zod'\nexport const Row = ${schema}\n`

test.each([
  ['an object', zod('z.object({ n: z.number() })'), zod('z.object({ n: z.int() })')],
  ['checks', zod('z.object({ n: z.string().min(1).email() })'), zod('z.object({ n: z.string().min(2).email() })')],
  ['a union', zod("z.union([z.literal('a'), z.null()])"), zod("z.union([z.literal('b'), z.null()])")],
  ['words', zod("z.enum(['a', 'b'])"), zod("z.enum(['a', 'c'])")],
  ['what it converts', zod('z.preprocess((x) => x, z.number())'), zod('z.preprocess((x) => [x], z.number())')],
  ['rules', zod('z.number().refine((n) => n > 1)'), zod('z.number().refine((n) => n > 2)')],
  ['what it extends', zod('z.object({}).extend({ n: z.number() })'), zod('z.object({}).extend({ m: z.number() })')],
  ['itself', zod('z.lazy(() => z.array(Row))'), zod('z.lazy(() => z.array(Row).min(1))')],
  [
    'a namespace',
    "import * as z from 'zod'\nexport const Row = z.strictObject({ n: z.number() })\n",
    "import * as z from 'zod'\nexport const Row = z.strictObject({ m: z.number() })\n",
  ],
  [
    'its default export',
    "import z from 'zod'\nexport const Row = z.object({ n: z.number() })\n",
    "import z from 'zod'\nexport const Row = z.object({ m: z.number() })\n",
  ],
  [
    'valibot',
    "import * as v from 'valibot'\nexport const Row = v.pipe(v.string(), v.minLength(1))\n",
    "import * as v from 'valibot'\nexport const Row = v.pipe(v.string(), v.minLength(2))\n",
  ],
  [
    'arktype',
    "import { type } from 'arktype'\nexport const Row = type({ n: 'number' })\n",
    "import { type } from 'arktype'\nexport const Row = type({ n: 'string' })\n",
  ],
  [
    'arktype, narrower',
    "import { type } from 'arktype'\nexport const Row = type.number.narrow((n) => n > 1)\n",
    "import { type } from 'arktype'\nexport const Row = type.number.narrow((n) => n > 2)\n",
  ],
  [
    'typebox',
    "import { Type } from '@sinclair/typebox'\nexport const Row = Type.Object({ n: Type.Number() })\n",
    "import { Type } from '@sinclair/typebox'\nexport const Row = Type.Object({ n: Type.String() })\n",
  ],
])('an edit of a schema is one of the assets that have it alone: %s', async (_, before, after) => {
  expect(await changedOf(assets, before, after)).toEqual(['one'])
})

test.each([
  ['settings for all', zod('z.number()\nz.config({ jitless: true })'), zod('z.number()\nz.config({ jitless: false })')],
  [
    'a registry of all',
    zod("z.number()\nz.globalRegistry.add(Row, { id: 'a' })"),
    zod("z.number()\nz.globalRegistry.add(Row, { id: 'b' })"),
  ],
  [
    'a setting that is named by an expression',
    zod("z.number()\nz['con' + 'fig']({ jitless: true })"),
    zod("z.number()\nz['con' + 'fig']({ jitless: false })"),
  ],
  [
    'a setting that is taken out',
    zod('z.number()\nconst { config } = z\nconfig({ jitless: true })'),
    zod('z.number()\nconst { config } = z\nconfig({ jitless: false })'),
  ],
  [
    'a setting that another name has',
    zod('z.number()\nconst all = { z }\nall.z.config({ jitless: true })'),
    zod('z.number()\nconst all = { z }\nall.z.config({ jitless: false })'),
  ],
  [
    'a setting that a function makes',
    zod('z.number()\nconst set = (zod, on) => zod.config({ jitless: on })\nset(z, true)'),
    zod('z.number()\nconst set = (zod, on) => zod.config({ jitless: on })\nset(z, false)'),
  ],
  [
    'a setting of a namespace that is handed on',
    "import * as all from 'zod'\nexport const Row = all.z.number()\n[all].forEach(({ z }) => z.config({ jitless: true }))\n",
    "import * as all from 'zod'\nexport const Row = all.z.number()\n[all].forEach(({ z }) => z.config({ jitless: false }))\n",
  ],
  [
    'a format of typebox',
    "import { FormatRegistry, Type } from '@sinclair/typebox'\nexport const Row = Type.Any()\nFormatRegistry.Set('a', () => true)\n",
    "import { FormatRegistry, Type } from '@sinclair/typebox'\nexport const Row = Type.Any()\nFormatRegistry.Set('a', () => false)\n",
  ],
  [
    'a format of typebox that a function sets',
    "import { FormatRegistry, Type } from '@sinclair/typebox'\nexport const Row = Type.Any()\nconst set = (formats, on) => formats.Set('a', () => on)\nset(FormatRegistry, true)\n",
    "import { FormatRegistry, Type } from '@sinclair/typebox'\nexport const Row = Type.Any()\nconst set = (formats, on) => formats.Set('a', () => on)\nset(FormatRegistry, false)\n",
  ],
  [
    'messages of valibot',
    "import * as v from 'valibot'\nexport const Row = v.string()\nv.setSchemaMessage(() => 'a')\n",
    "import * as v from 'valibot'\nexport const Row = v.string()\nv.setSchemaMessage(() => 'b')\n",
  ],
  ['a member that is set', zod('z.number()\nz.size = 1'), zod('z.number()\nz.size = 2')],
])('what is set for all schemas counts for each: %s', async (_, before, after) => {
  expect(await changedOf(assets, before, after)).toEqual(['one', 'two'])
})
