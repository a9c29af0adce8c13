import { expect, test } from 'vitest'
import { type OptionPath, optionPlaces } from '../../src/discover/options/option-places.ts'

const given = `import { defineProject as define, resource } from 'assetstore'
const nightly = {
  cron: '0 2 * * *',
  select: 'a',
} as const
const shared = { pools: {
  api: 2,
} }
export default define(({ env }) => {
  const x = env('X')
  return {
    ...shared,
    schedules: {
      nightly,
      'every-hour': {
        every: '1h' } satisfies object,
    },
    alerts: [
      { when: ['failed'], to: x },
      {
        when: ['late',
          'early'] },
    ],
    resources: {
      db: resource({
        open: 7 }),
    },
  }
})
`

test.each<[OptionPath, number]>([
  [['schedules'], 13],
  [['schedules', 'nightly'], 14],
  [['schedules', 'nightly', 'select'], 4],
  [['schedules', 'nightly', 'timeZone'], 14],
  [['schedules', 'every-hour', 'every'], 16],
  [['pools', 'api'], 7],
  [['alerts', 1, 'when', 1], 22],
  [['resources', 'db', 'open'], 26],
  [['resources', 'other'], 24],
  [['store'], 9],
])('%j stands at line %i', (path, line) => {
  expect(optionPlaces('assets.config.ts', given)(path)).toBe(`assets.config.ts:${line}`)
})

test.each([undefined, 'export default project', "import { defineProject } from 'assetstore'\ndefineProject(...given)"])(
  'of %j no more than the call is known',
  (text) => {
    const line = text?.includes('defineProject(') ? 2 : 1
    expect(optionPlaces('assets.config.ts', text)(['pools'])).toBe(`assets.config.ts:${line}`)
  },
)
