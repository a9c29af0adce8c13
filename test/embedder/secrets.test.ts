import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { resourceOptions } from '../../src/define/project/resource.ts'
import { embedder } from '../../src/integrations/embedder/embedder.ts'
import { redact } from '../../src/integrations/embedder/redact.ts'
import { embeddingServer, refuses } from './server.ts'
import { mistakeOf, opened, testWorld } from './world.ts'

const key = 'sk-live-0123456789abcdef'
const model = 'small'

describe('the API key', () => {
  test('is read from the variable that is named, when the embedder is opened', async () => {
    await using server = await embeddingServer()
    using embed = await opened({ url: server.url, model, apiKey: 'OPENAI_API_KEY' }, testWorld({ OPENAI_API_KEY: key }))
    await embed(['one'])
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${key}`)
  })

  test.each([key, { value: key }, 'EMPTY'])('may be given itself: %j', async (apiKey) => {
    await using server = await embeddingServer()
    using embed = await opened({ url: server.url, model, apiKey })
    await embed(['one'])
    const sent = typeof apiKey === 'string' ? apiKey : apiKey.value
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${sent}`)
  })

  test.each<Record<string, string>>([{}, { OPENAI_API_KEY: '' }])(
    'whose variable is not set is told before anything is sent: %j',
    async (set) => {
      const opening = opened({ url: 'http://127.0.0.1:1', model, apiKey: 'OPENAI_API_KEY' }, testWorld(set))
      expect(await mistakeOf(opening)).toEqual({
        code: 'ENV_MISSING',
        message: 'the environment variable OPENAI_API_KEY, which the embedder is to send, is not set',
        fix: "set OPENAI_API_KEY, or, where that is no name of a variable, write { value: '…' }",
        facts: { variable: 'OPENAI_API_KEY' },
      })
    },
  )

  test('that is refused is not asked with again, and the message says where it is from', async () => {
    await using server = await embeddingServer(
      refuses(401, {}, `Incorrect API key provided: ${key}. You can find your API key at https://example.com.`),
    )
    const world = testWorld({ OPENAI_API_KEY: key })
    using embed = await opened({ url: server.url, model, apiKey: 'OPENAI_API_KEY' }, world)
    const mistake = await mistakeOf(embed(['one']))
    expect(mistake).toMatchObject({
      code: 'EMBEDDING_FAILED',
      message: `1 text could not be embedded with small of ${server.host}: HTTP 401, Incorrect API key provided: …. You can find your API key at https://example.com.`,
      fix: `see that the key in the variable OPENAI_API_KEY is one of ${server.host} and may use the model`,
    })
    expect(server.received).toHaveLength(1)
    expect(inspect(mistake, { depth: 9 })).not.toContain('0123456789')
  })

  test.each([
    [undefined, "give the API key: apiKey: 'OPENAI_API_KEY', the variable that holds it"],
    [key, 'see that the key given as `apiKey` is one of HOST and may use the model'],
  ])('401 with the key %j has a cure', async (apiKey, fix) => {
    await using server = await embeddingServer(refuses(401))
    using embed = await opened({ url: server.url, model, apiKey })
    expect((await mistakeOf(embed(['one']))).fix).toBe(fix.replace('HOST', server.host))
  })

  test('is in no line of the log and in no setting', async () => {
    await using server = await embeddingServer(refuses(500, {}, `the upstream said no to Bearer ${key}`))
    const world = testWorld()
    const embed = await opened({ url: server.url, model, apiKey: key, headers: { 'x-more': key } }, world)
    await embed(['one'])
    embed[Symbol.dispose]()
    expect(world.lines).toHaveLength(2)
    const made = embedder({ url: `${server.url}?key=${key}&v=1`, model, apiKey: key, headers: { 'api-key': key } })
    expect(JSON.stringify([world.lines, resourceOptions(made)?.settings])).not.toContain('0123456789')
  })
})

test('headers may come from variables, and stand before those of the embedder', async () => {
  await using server = await embeddingServer()
  const headers = { 'API-Key': { env: 'AZURE_KEY' }, Authorization: 'none' }
  using embed = await opened({ url: server.url, model, apiKey: 'EMPTY', headers }, testWorld({ AZURE_KEY: 'azure' }))
  await embed(['one'])
  expect(server.received[0]?.headers).toMatchObject({ 'api-key': 'azure', authorization: 'none' })
})

test.each([
  ['Incorrect API key provided: sk-proj-abc***xyz9.', 'Incorrect API key provided: …'],
  ['authorization: Bearer abc.def-123, again', 'authorization: Bearer …, again'],
  ['key AIzaSyA1234567890123456789012 is bad', 'key … is bad'],
  ['the token abcd', 'the token …'],
  ['task-123456789 failed', 'task-123456789 failed'],
])('redacted: %s', (text, clean) => {
  expect(redact(text, ['abcd', 'a'])).toBe(clean)
})
