import { expect, test } from 'vitest'
import { keyOf } from '../../src/plan/key.ts'
import { unitOf } from '../../src/unit.ts'
import { type SimulatedAsset, SimulatedProject } from './simulated-project.ts'

const documents: SimulatedAsset = { name: 'documents', upstream: [], code: 1, makes: 'everything' }
const chunks: SimulatedAsset = { name: 'chunks', upstream: ['documents'], code: 1, makes: 'everything' }
const report: SimulatedAsset = { name: 'report', upstream: ['chunks'], code: 1, makes: 'everything' }

test('rename: an asset under another name has the key it had, and its record is reused', () => {
  const project = new SimulatedProject([documents, chunks, report])
  project.materialize()
  const before = project.world().current.get(unitOf('chunks'))!.record.key
  project.assets = [documents, { ...chunks, name: 'pieces' }, { ...report, upstream: ['pieces'] }]
  project.calls.length = 0
  expect(project.materialize()).toEqual({ documents: 'skipped', pieces: 'reused', report: 'skipped' })
  expect(project.calls).toEqual([])
  expect(project.world().current.get(unitOf('pieces'))!.record.key).toBe(before)
})

test('rename: a record is not reused under another name while its own name is in the project', () => {
  const project = new SimulatedProject([documents, chunks])
  project.materialize()
  project.assets = [documents, chunks, { ...chunks, name: 'copy' }]
  project.calls.length = 0
  project.materialize()
  expect(project.calls).toEqual(['copy'])
})

test('pick: the columns that were read are the input, so that a change of another column runs nothing', () => {
  const project = new SimulatedProject([documents, { ...chunks, columns: ['id', 'text'] }])
  project.materialize()
  const { inputs } = project.world().current.get(unitOf('chunks'))!.record.ingredients
  expect(inputs[0]!.columns).toEqual(['id', 'text'])
  expect(project.statuses()).toEqual({ documents: 'fresh', chunks: 'fresh' })
})

test('reorder: an upstream that comes out equal moves nothing below', () => {
  const project = new SimulatedProject([{ ...documents, volatile: true }, chunks, report])
  project.materialize()
  project.calls.length = 0
  expect(project.materialize()).toEqual({ documents: 'unchanged', chunks: 'skipped', report: 'skipped' })
  expect(project.calls).toEqual(['documents'])
})

test('a key holds definition, partition, environment, observation and the versions in the order of the parameters', () => {
  const input = (version: string) => ({ asset: 'any', version, columns: null })
  const fields = {
    definition: 'd',
    partition: '',
    ingredients: { environment: { A: '1' }, observed: 'o', inputs: [input('v1'), input('v2')] },
  }
  const key = keyOf(fields)
  const others = [
    { ...fields, definition: 'e' },
    { ...fields, partition: '2026-01-01' },
    { ...fields, ingredients: { ...fields.ingredients, environment: { A: '2' } } },
    { ...fields, ingredients: { ...fields.ingredients, environment: { B: '1' } } },
    { ...fields, ingredients: { ...fields.ingredients, observed: 'p' } },
    { ...fields, ingredients: { ...fields.ingredients, inputs: [input('v2'), input('v1')] } },
    { ...fields, ingredients: { ...fields.ingredients, inputs: [input('v1')] } },
  ]
  expect(new Set([key, ...others.map(keyOf)]).size).toBe(others.length + 1)
  expect(key).toBe('396644b84ec3dd30d971402d51b67451076fc2c06374845eb3da4ea01757eb09')
})

test('a key does not hold the name of an asset or of a parameter', () => {
  const named = (asset: string) =>
    keyOf({
      definition: 'd',
      partition: '',
      ingredients: { environment: {}, inputs: [{ asset, version: 'v', columns: null }] },
    })
  expect(named('documents')).toBe(named('renamed'))
})
