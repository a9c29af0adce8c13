/** A piece and the logarithm of its probability, in the order of their numbers: the package's `vocab.json`. */
export type Vocabulary = readonly (readonly [piece: string, score: number])[]

/** The first entries are markers (unknown, start, end, …), not text. */
const reservedPieces = 6
/** SentencePiece writes a space as this sign, and puts one in front of the text. */
const space = '\u2581'

interface Trie {
  readonly next: Map<string, Trie>
  piece: number | undefined
}

/**
 * Cuts a text into the pieces of a SentencePiece unigram vocabulary: of all ways to cut it, the most probable one. A
 * character that no piece starts with is left out: the model has no vector for it. A text of nothing else has no
 * pieces.
 *
 * Kudo, Subword Regularization, https://arxiv.org/abs/1804.10959 §3.1 (the Viterbi search)
 */
export function createTokenizer(vocabulary: Vocabulary): (text: string) => number[] {
  const root = buildTrie(vocabulary)
  const bareSpace = vocabulary.findIndex(([piece]) => piece === space)
  return (text) => {
    const normal = text.normalize('NFKC').replace(/\s+/g, ' ').trim()
    if (normal === '') return []
    const characters = Array.from(space + normal.replaceAll(' ', space))
    const pieces = trace(bestCuts(characters, root, vocabulary))
    return pieces.every((piece) => piece === bareSpace) ? [] : pieces
  }
}

function buildTrie(vocabulary: Vocabulary): Trie {
  const root: Trie = { next: new Map(), piece: undefined }
  for (let number = reservedPieces; number < vocabulary.length; number++) {
    let node = root
    for (const character of vocabulary[number]![0]) {
      let child = node.next.get(character)
      if (child === undefined) {
        child = { next: new Map(), piece: undefined }
        node.next.set(character, child)
      }
      node = child
    }
    node.piece = number
  }
  return root
}

/**
 * For every position between characters: where the best last piece up to there starts, and its number (-1: unknown).
 */
interface Cuts {
  readonly starts: Int32Array
  readonly pieces: Int32Array
}

function bestCuts(characters: readonly string[], root: Trie, vocabulary: Vocabulary): Cuts {
  const scores = new Float64Array(characters.length + 1).fill(Number.NEGATIVE_INFINITY)
  const starts = new Int32Array(characters.length + 1)
  const pieces = new Int32Array(characters.length + 1)
  scores[0] = 0
  for (let start = 0; start < characters.length; start++) {
    const base = scores[start]!
    // No piece ends here, so that none on the way to the end can start here either.
    if (base === Number.NEGATIVE_INFINITY) continue
    const offer = (end: number, piece: number, score: number) => {
      // Of equal scores the later start wins, as in the original tokenizer.
      if (base + score < scores[end]!) return
      scores[end] = base + score
      starts[end] = start
      pieces[end] = piece
    }
    let matched = false
    let node = root.next.get(characters[start]!)
    for (let end = start + 1; node !== undefined; end++) {
      if (node.piece !== undefined) {
        offer(end, node.piece, vocabulary[node.piece]![1])
        matched = true
      }
      node = end < characters.length ? node.next.get(characters[end]!) : undefined
    }
    if (!matched) offer(start + 1, -1, 0)
  }
  return { starts, pieces }
}

function trace({ starts, pieces }: Cuts): number[] {
  const found: number[] = []
  for (let end = starts.length - 1; end > 0; end = starts[end]!) {
    if (pieces[end]! >= 0) found.push(pieces[end]!)
  }
  return found.reverse()
}
