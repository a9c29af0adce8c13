import { describe, expect, test } from 'vitest'
import type { Status } from '../../src/causes.ts'
import { buildGraph } from '../../src/graph/build.ts'
import { select, selectionNeeds } from '../../src/graph/select.ts'
import { node } from './nodes.ts'

const graph = buildGraph([
  node('raw_documents', [], { kind: 'source', tags: ['rag', 'daily'], at: 'assets/documents.ts:3' }),
  node('chunked_documents', ['raw_documents'], { tags: ['rag'], owners: ['Data team'], at: 'assets/documents.ts:12' }),
  node('embedded_documents', ['chunked_documents'], { tags: ['needs gpu'], at: 'assets/documents.ts:20:14' }),
  node('no_empty_chunks', ['chunked_documents'], { kind: 'check', at: 'assets/checks.ts:2' }),
  node('crm.customers', [], {
    kind: 'source',
    group: 'crm',
    owners: ['ann@example.com'],
    at: 'assets/crm/customers.ts:1',
  }),
  node('crm.orders', ['crm.customers'], { group: 'crm', at: 'assets/crm/orders.ts:1' }),
  node('report', ['embedded_documents', 'crm.orders'], { owners: ['@data'], at: 'assets/report.ts:1' }),
])
const statuses: Record<string, Status> = { chunked_documents: 'stale', embedded_documents: 'maybe' }
const facts = {
  status: (name: string): Status => statuses[name] ?? 'fresh',
  changed: (ref: string) => new Set(ref === 'origin/main' ? ['chunked_documents', 'removed_asset'] : []),
}
const chosen = (included: string | string[], exclude: string[] = []) =>
  select(graph, { select: [included].flat(), exclude, facts }).names.join(' ')

const all = 'raw_documents chunked_documents embedded_documents no_empty_chunks crm.customers crm.orders report'

describe('a selection', () => {
  test.each([
    ['raw_documents', 'raw_documents'],
    ['crm.customers', 'crm.customers'],
    ['"report"', 'report'],
    ['*_documents', 'raw_documents chunked_documents embedded_documents'],
    ['crm.*', 'crm.customers crm.orders'],
    ['*', all],
    ['r?port', 'report'],
    ['+chunked_documents', 'raw_documents chunked_documents'],
    ['chunked_documents+', 'chunked_documents embedded_documents no_empty_chunks report'],
    ['1+report', 'embedded_documents crm.orders report'],
    ['0+report+0', 'report'],
    ['2+embedded_documents+1', 'raw_documents chunked_documents embedded_documents report'],
    ['+chunked_documents+1', 'raw_documents chunked_documents embedded_documents no_empty_chunks'],
    ['@crm.orders', 'raw_documents chunked_documents embedded_documents crm.customers crm.orders report'],
    ['@no_empty_chunks', 'raw_documents chunked_documents no_empty_chunks'],
    ['tag:rag', 'raw_documents chunked_documents'],
    ['tag:"needs gpu"', 'embedded_documents'],
    ['tag:*gpu', 'embedded_documents'],
    ['group:crm', 'crm.customers crm.orders'],
    ['kind:check', 'no_empty_chunks'],
    ['owner:ann@example.com', 'crm.customers'],
    ['owner:@data', 'report'],
    ["owner:'Data team'", 'chunked_documents'],
    ['path:assets/documents.ts', 'raw_documents chunked_documents embedded_documents'],
    ['path:./assets/crm/', 'crm.customers crm.orders'],
    ['path:assets\\crm\\orders.ts', 'crm.orders'],
    ['path:assets/*.ts', 'raw_documents chunked_documents embedded_documents no_empty_chunks report'],
    ['path:**/orders.ts', 'crm.orders'],
    ['path:assets/c*', 'no_empty_chunks crm.customers crm.orders'],
    ['status:stale', 'chunked_documents'],
    ['status:stale+1', 'chunked_documents embedded_documents no_empty_chunks'],
    ['changed:origin/main', 'chunked_documents'],
    ['source:crm', 'crm.customers'],
    ['source:crm.customers+1', 'crm.customers crm.orders'],
    ['source:raw_*', 'raw_documents'],
    ['state:modified', 'chunked_documents'],
    ['state:unmodified,kind:source', 'raw_documents crm.customers'],
    ['resource_type:test', 'no_empty_chunks'],
    ['resource_type:model,group:crm', 'crm.orders'],
    ['test_type:data', 'no_empty_chunks'],
    ['+tag:rag,kind:source', 'raw_documents'],
    ['tag:rag group:crm', 'raw_documents chunked_documents crm.customers crm.orders'],
    ['tag:rag or report', 'raw_documents chunked_documents report'],
    ['report tag:rag,tag:daily', 'raw_documents report'],
    ['tag:rag , tag:daily', 'raw_documents'],
    ['not tag:rag and kind:source', 'crm.customers'],
    ['not not report', 'report'],
    ['not(kind:source or kind:check) and (crm.* or report)', 'crm.orders report'],
    ['(crm.orders)+', 'crm.orders report'],
    ['1+(crm.orders report)', 'embedded_documents crm.customers crm.orders report'],
    ['@(crm.orders)', 'raw_documents chunked_documents embedded_documents crm.customers crm.orders report'],
    ['roots(*)', 'raw_documents crm.customers'],
    ['roots(report or embedded_documents)', 'embedded_documents'],
    ['sinks(*)', 'report'],
    ['sinks(path:assets/documents.ts)', 'embedded_documents'],
    ['sinks(chunked_documents no_empty_chunks)', 'chunked_documents'],
    ['+sinks (crm.*)', 'crm.customers crm.orders'],
  ])('%s', (text, expected) => {
    expect(chosen(text)).toBe(expected)
  })

  test('of no argument is everything, and of an empty project nothing', () => {
    expect(chosen([])).toBe(all)
    expect(select(buildGraph([]), { select: [], exclude: [], facts }).names).toEqual([])
  })

  test('of several arguments is their union', () => {
    expect(chosen(['report', 'tag:rag,tag:daily'])).toBe('raw_documents report')
  })

  test('is given upstream first, however it is written', () => {
    expect(chosen(['report', 'raw_documents'])).toBe('raw_documents report')
  })

  test('loses what is excluded, and an exclude alone is taken from everything', () => {
    expect(chosen('tag:rag', ['kind:source'])).toBe('chunked_documents')
    expect(chosen([], ['crm.*', '+report'])).toBe('no_empty_chunks')
  })

  test('tells which of its parts match nothing, while the whole matches', () => {
    const request = { select: ['report', 'tag:weekly', 'x*'], exclude: ['group:none'], facts }
    expect(select(graph, request).unmatched).toEqual(['tag:weekly', 'x*', 'group:none'])
  })
})

test('what another tool knows of a definition is selected by its words', () => {
  const labels = (type: string, path: string, more = {}) => ({
    labels: { resource_type: [type], path: [path], package: ['shop'], ...more },
  })
  const view = { 'config.materialized': ['view'], fqn: ['shop.stg.stg'], selector: ['nightly'] }
  const shop = buildGraph([
    node('raw.orders', [], { kind: 'source', ...labels('source', 'models/raw.yml') }),
    node('raw.prices', [], { kind: 'source', ...labels('seed', 'seeds/raw.prices.csv') }),
    node('stg', ['raw.orders'], { at: 'shop/models/stg/stg.sql:1', ...labels('model', 'models/stg/stg.sql', view) }),
    node('dry', ['stg'], { kind: 'check', ...labels('unit_test', 'models/stg/u.yml', { test_type: ['unit'] }) }),
    node('report', ['stg']),
  ])
  const of = (text: string) => select(shop, { select: [text], exclude: [], facts }).names.join(' ')
  expect(of('source:raw')).toBe('raw.orders')
  expect(of('resource_type:seed')).toBe('raw.prices')
  expect(of('path:models/stg')).toBe('stg dry')
  expect(of('path:shop/models')).toBe('stg')
  expect(of('test_type:unit')).toBe('dry')
  expect(of('config.materialized:view')).toBe('stg')
  expect(of('config.enabled:TRUE')).toBe('stg')
  expect(of('selector:nightly+')).toBe('stg dry report')
  for (const word of ['fqn:shop.stg', 'fqn:stg', 'shop.stg', 'shop.*', 'stg.s*', 'stg.sql', 'models/stg', 'file:stg'])
    expect([word, of(word)]).toEqual([word, 'stg'])
  expect(of('package:shop,resource_type:model+')).toBe('stg dry')
  expect(of('resource_type:model')).toBe('stg report')
})

test('statuses and git are asked only where the selection says so', () => {
  const silent = {
    status: () => expect.unreachable('asked for a status'),
    changed: () => expect.unreachable('asked for changes'),
  }
  expect(select(graph, { select: ['+report'], exclude: ['tag:rag'], facts: silent }).names).not.toEqual([])
  expect(selectionNeeds({ select: ['+report'], exclude: ['tag:rag'] })).toEqual({ status: false, changedSince: [] })
  expect(
    selectionNeeds({
      select: ['not (a or roots(status:stale+1))', '@changed:HEAD~1'],
      exclude: ['changed:HEAD~1,changed:v1'],
    }),
  ).toEqual({ status: true, changedSince: ['HEAD~1', 'v1'] })
  expect(selectionNeeds({ select: ['state:new'], exclude: [] })).toEqual({ status: true, changedSince: [] })
})
