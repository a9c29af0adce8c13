import { createProject } from '../rig/project.ts'

export type Json = Readonly<Record<string, unknown>>

const orders = `export const orders = asset(() => [
  { id: 1, amount: 5, status: 'open' },
  { id: 2, amount: 500, status: 'closed' },
  { id: 2, amount: null, status: 'odd' },
])`
export const shop = (returned: string, { options = '{}', suite = {} as unknown } = {}) => ({
  'assets/orders.suite.json': JSON.stringify(suite),
  'assets/index.ts': `import { expectations } from 'assetstore'
import * as expect from 'assetstore/expectations'
import { asset, check } from '#project'
import suite from './orders.suite.json' with { type: 'json' }
void [expect, suite]
${orders}
export const archive = asset(() => [{ id: 1 }])
export const orders_suite = check(${options}, ({ orders, archive }) => { void archive; return expectations(orders, ${returned}) })
`,
})
export const step = ({ steps }: { readonly steps: readonly Json[] }, name: string) =>
  steps.find(({ asset }) => asset === name) as Json
/** What the check said of the suite, in Great Expectations' own form. */
export async function validated(returned: string, suite: unknown = {}) {
  await using project = await createProject(shop(returned, { suite, options: "{ severity: 'warn' }" }))
  const ran = await project.json('materialize')
  const { facts, error } = step(ran, 'orders_suite') as { facts?: { validation?: Json }; error?: Json }
  return { validation: facts?.validation as { results: readonly Json[] } & Json, error: error as Json }
}
export const successes = ({ results }: { readonly results: readonly Json[] }) => results.map(({ success }) => success)
