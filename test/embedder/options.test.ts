import { describe, expect, test } from 'vitest'
import { type EmbedderOptions, embedder } from '../../src/integrations/embedder/embedder.ts'

const forms = "give { url, model: '…' } for an endpoint, { model } for a model or a function, or { open }"
const url = 'https://api.openai.com/v1/embeddings'
const embed = () => []

test.each<[options: object, message: string, fix: string]>([
  [{}, 'the embedder has no model', forms],
  [{ model: 'openai/small' }, 'the embedder has the name of a model and no `url`', forms],
  [{ url }, 'the embedder has no model', forms],
  [{ url, model: embed }, 'the embedder has a `url`, and a `model` that is no name', forms],
  [{ open: embed, model: embed }, 'the embedder has `open` beside `url` or `model`', forms],
  [
    { model: {} },
    'the embedder has a model of a kind that is not known',
    "give an embedding model of the AI SDK, an object with embedDocuments, a function, or { url, model: '…' }",
  ],
  [
    { url: 'api.openai.com/v1', model: 'small' },
    'the `url` of an embedder is no address that starts with https:// or http://',
    "give the endpoint alone, such as 'https://api.openai.com/v1/embeddings', and the key as `apiKey` or in `headers`",
  ],
  [
    { url: 'https://me:secret@example.com/v1', model: 'small' },
    'the `url` of an embedder has a name or a password in it',
    "give the endpoint alone, such as 'https://api.openai.com/v1/embeddings', and the key as `apiKey` or in `headers`",
  ],
  [
    { url, model: 'small', dimensions: 0 },
    'the embedder has a wrong `dimensions`',
    'give a whole number of at least 1',
  ],
  [
    { url, model: 'small', timeout: '1 hour' },
    'the embedder has a wrong `timeout`',
    "give a number of ms, or with a unit, such as '30s' or '2m'",
  ],
  [
    { url, model: 'small', apiKey: '' },
    'the embedder has a wrong `apiKey`',
    'give the name of an environment variable, or { value: … }',
  ],
  [
    { model: embed, apiKey: 'OPENAI_API_KEY' },
    'the embedder has `apiKey` without a `url`',
    'give `apiKey` to the model itself, or add the `url`',
  ],
  [
    { url, model: 'small', providerOptions: {} },
    'the embedder has `providerOptions` beside a `url`',
    'give what belongs into the request as `body`',
  ],
])('%j is refused while the project is loaded', (options, message, fix) => {
  expect(mistakeOf(options)).toEqual({ code: 'PROJECT_INVALID', message, fix })
})

describe('an option', () => {
  test('that there is not', () => {
    const { message, fix } = mistakeOf({ url, model: 'small', batch: 3 })
    expect(message).toBe('the embedder has an unknown option "batch"')
    expect(fix).toMatch(/^remove it, or use one of url, model, open, apiKey, /)
  })

  test('that is undefined is one that was not given', () => {
    expect(() => embedder({ url, model: 'small', apiKey: undefined })).not.toThrow()
    expect(() => embedder({ model: embed, url: undefined } as unknown as EmbedderOptions)).not.toThrow()
  })
})

function mistakeOf(options: object) {
  try {
    embedder(options as EmbedderOptions)
  } catch (error) {
    const { code, message, fix } = error as { code: string; message: string; fix: string }
    return { code, message, fix }
  }
  throw new Error('it was accepted')
}
