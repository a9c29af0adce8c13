import { expect, test } from 'vitest'
import { embeddingServer, refuses, vectorOf } from './server.ts'
import { mistakeOf, opened, testWorld } from './world.ts'

test('what was used is counted as the endpoint counts, and told when the embedder is closed', async () => {
  await using server = await embeddingServer(refuses(500))
  const world = testWorld()
  const embed = await opened({ url: server.url, model: 'small', batchSize: 2, pricePerMillionTokens: 0.13 }, world)
  await embed(['a', 'b', 'c', 'a'])
  expect(embed.usage()).toEqual({
    texts: 4,
    sent: 3,
    calls: 3,
    retries: 1,
    tokens: 20,
    estimatedTokens: 0,
    cost: 0.0000026,
  })
  embed[Symbol.dispose]()
  embed[Symbol.dispose]()
  expect(world.lines.slice(1)).toEqual([
    `sent 3 texts in 3 calls (1 retry) to small of ${server.host}: 20 tokens, cost 0.0000026`,
  ])
})

test('tokens that nobody counted are estimated, and the line says so', async () => {
  const world = testWorld()
  const embed = await opened(
    {
      model: function local(texts) {
        return texts.map(vectorOf)
      },
    },
    world,
  )
  await embed(['We the people'])
  embed[Symbol.dispose]()
  expect(embed.usage()).toMatchObject({ tokens: 5, estimatedTokens: 5, cost: undefined })
  expect(world.lines).toEqual(['sent 1 text in 1 call to the function local: about 5 tokens'])
})

test('what was paid for and cannot be used is counted too', async () => {
  await using server = await embeddingServer()
  using embed = await opened({ url: server.url, model: 'small', dimensions: 8 })
  expect((await mistakeOf(embed(['a']))).code).toBe('EMBEDDING_RESULT')
  expect(embed.usage()).toMatchObject({ calls: 1, tokens: 10 })
})

test('an embedder that was not used says nothing', async () => {
  const world = testWorld()
  const embed = await opened({ model: () => [] }, world)
  embed[Symbol.dispose]()
  expect(world.lines).toEqual([])
})
