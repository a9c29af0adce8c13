import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openCatalog } from '../../src/store/catalog/open.ts'
import type { Catalog } from '../../src/store/interface.ts'
import { unitAt } from '../../src/unit.ts'
import { attempt, newFolder, record } from './samples.ts'

/** The plain thing that a catalog is: a list of what happened, and a pointer for each asset and partition. */
interface Model {
  readonly happened: { readonly place: string; readonly outcome: string; readonly version: string | null }[]
  /** Place -> version; versions are unique here, and so stand for records. */
  readonly pointers: Map<string, string>
  readonly definitions: Map<string, string[]>
}
interface Real {
  readonly catalog: Catalog
  /** Version -> id of the record, learned from the catalog. */
  readonly ids: Map<string, number>
}
type Place = { readonly asset: string; readonly partition: string }
const nameOf = (place: Place) => unitAt(place)

const places = fc.record({ asset: fc.constantFrom('a', 'b'), partition: fc.constantFrom('', 'fr') })
const definitions = fc.constantFrom('d1', 'd2')
const outcomes = fc.constantFrom('failed', 'failed', 'reused', 'blocked', 'cancelled', 'cut_off')
/** What the step saw before it began: the truth, nothing, or a record chosen from all. */
const sights = fc.oneof(fc.constant('truth' as const), fc.constant(null), fc.nat(20))

const steps = fc.oneof(
  fc.record({
    do: fc.constant('commit' as const),
    place: places,
    definition: definitions,
    sight: sights,
    reusable: fc.boolean(),
  }),
  fc.record({ do: fc.constant('keep' as const), place: places, definition: definitions }),
  fc.record({ do: fc.constant('repoint' as const), place: places, to: fc.nat(20), sight: sights }),
  fc.record({ do: fc.constant('attempt' as const), place: places, outcome: outcomes }),
)
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never

/** The version that the sight names, in the model. */
function seen(model: Model, place: Place, sight: 'truth' | null | number): string | null {
  const versions = model.happened.flatMap(({ version }) => (version === null ? [] : [version]))
  if (sight === 'truth') return model.pointers.get(nameOf(place)) ?? null
  return sight === null ? null : (versions[sight] ?? null)
}

function moves(model: Model, place: Place, { from, to }: { from: string | null; to: string }): 'moved' | 'lost' {
  if ((model.pointers.get(nameOf(place)) ?? null) !== from) return 'lost'
  model.pointers.set(nameOf(place), to)
  return 'moved'
}

async function apply(model: Model, real: Real, step: Step): Promise<void> {
  const { place } = step
  const name = nameOf(place)
  switch (step.do) {
    case 'attempt': {
      await real.catalog.addAttempt(attempt({ unit: unitAt(place), outcome: step.outcome, key: null }))
      model.happened.push({ place: name, outcome: step.outcome, version: null })
      return
    }
    case 'repoint': {
      const to = seen(model, place, step.to)
      if (to === null) return
      const from = seen(model, place, step.sight)
      const ids = { to: real.ids.get(to)!, from: from === null ? null : real.ids.get(from)! }
      expect(await real.catalog.repoint({ unit: unitAt(place), ...ids })).toBe(moves(model, place, { from, to }))
      return
    }
    case 'keep':
    case 'commit': {
      const version = `v${real.ids.size}`
      const reusable = step.do === 'keep' || step.reusable
      const from = step.do === 'keep' ? 'keep' : seen(model, place, step.sight)
      const fromId = from === null || from === 'keep' ? from : real.ids.get(from)!
      const made = record({ ...place, definition: step.definition, version, reusable })
      const answer = await real.catalog.commit({ record: made, from: fromId })
      expect(answer).toBe(from === 'keep' ? 'moved' : moves(model, place, { from, to: version }))
      real.ids.set(version, real.ids.size + 1)
      model.happened.push({ place: name, outcome: 'ran', version })
      if (reusable) model.definitions.set(step.definition, [version, ...(model.definitions.get(step.definition) ?? [])])
    }
  }
}

async function compare(model: Model, { catalog, ids }: Real): Promise<void> {
  const current = (await catalog.current()).map(({ id, record }) => [nameOf(record), id, record.version])
  const expected = [...model.pointers].map(([name, version]) => [name, ids.get(version), version])
  expect(current).toEqual(expected.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
  for (const definition of ['d1', 'd2']) {
    const found = (await catalog.byDefinition([definition])).map((stored) => stored.record.version)
    expect(found).toEqual(model.definitions.get(definition) ?? [])
  }
  const history = (await catalog.history({ limit: 1000 })).map((entry) => [entry.unit, entry.outcome, entry.version])
  expect(history).toEqual(model.happened.map(({ place, outcome, version }) => [place, outcome, version]).reverse())
  // Not to have been tried says nothing of what failed before.
  const tried = model.happened.filter(({ outcome }) => outcome !== 'blocked' && outcome !== 'cancelled')
  const last = new Map(tried.map(({ place, outcome }) => [place, outcome]))
  const failed = [...last].flatMap(([name, outcome]) => (outcome === 'failed' ? [name] : []))
  expect((await catalog.failures()).map(({ unit }) => unit)).toEqual(failed.sort())
}

test('whatever happens, the catalog says what a plain list of what happened says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 30 }), async (script) => {
      await using place = await newFolder()
      await using catalog = await openCatalog({ folder: place.folder, mode: 'write' })
      const model: Model = { happened: [], pointers: new Map(), definitions: new Map() }
      const real: Real = { catalog: catalog!, ids: new Map() }
      for (const step of script) await apply(model, real, step)
      await compare(model, real)
    }),
    { numRuns: 60 },
  )
})
