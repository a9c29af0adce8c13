import type { TextColumn } from '../../util/text/text-column.ts'
import type { AssetRecord } from '../record.ts'
import { isBlob, jsonOf } from './sound.ts'

type Ingredients = AssetRecord['ingredients']

/** Ingredients that many records have, but for the versions of what they read. */
export interface IngredientsShape {
  /** Those of the first record of this shape. */
  readonly ingredients: Ingredients
  /** The place of that record. */
  readonly first: number
  readonly text: string
  /** Where the version of each input begins in the text. Empty where the records differ in nothing. */
  readonly holes: readonly Hole[]
}

interface Hole {
  readonly from: number
  readonly to: number
}

interface ModelText {
  /** The ingredients, except the inputs and what stands behind them. */
  readonly head: object
  /** The text behind the head. */
  readonly rest: string
}

/** The ingredients of very many records: those of a shape are parsed once, and the versions are cut out of the text. */
export class AlikeIngredients {
  readonly shapes: readonly IngredientsShape[]
  readonly #shapeAt: Uint32Array
  readonly #textAt: (place: number) => string

  constructor(model: ModelText, rests: TextColumn, ids: readonly number[]) {
    const shapes: IngredientsShape[] = []
    this.shapes = shapes
    this.#shapeAt = new Uint32Array(ids.length)
    this.#textAt = (place) => rests.at(place) || model.rest
    let last = 0
    for (const [place, id] of ids.entries()) {
      const text = this.#textAt(place)
      if (shapes.length === 0 || !isOfShape(shapes[last] as IngredientsShape, text)) {
        // Mostly those of one edit are side by side, and the first shape is that of most.
        last = shapes.length > 1 && isOfShape(shapes[0] as IngredientsShape, text) ? 0 : shapes.length
        if (last === shapes.length) shapes.push(shapeOf(text, { model, place, id }))
      }
      this.#shapeAt[place] = last
    }
  }

  shapeAt(place: number): IngredientsShape {
    return this.shapes[this.#shapeAt[place] as number] as IngredientsShape
  }

  versionAt(place: number, ordinal: number): string {
    const { holes, ingredients } = this.shapeAt(place)
    const hole = holes[ordinal]
    if (hole === undefined) return ingredients.inputs[ordinal]?.version ?? ''
    return this.#textAt(place).slice(hole.from, hole.to)
  }

  at(place: number): Ingredients {
    const { ingredients, holes, first } = this.shapeAt(place)
    if (holes.length === 0 || place === first) return ingredients
    const inputs = ingredients.inputs.map((input, ordinal) => ({ ...input, version: this.versionAt(place, ordinal) }))
    return { ...ingredients, inputs }
  }
}

function isOfShape({ text: first, holes }: IngredientsShape, text: string): boolean {
  if (text === first) return true
  if (holes.length === 0 || text.length !== first.length) return false
  let from = 0
  for (const hole of holes) {
    if (text.slice(from, hole.from) !== first.slice(from, hole.from)) return false
    // Whatever ends a text of JSON would make it another shape.
    if (!isBlob(text.slice(hole.from, hole.to))) return false
    from = hole.to
  }
  return text.slice(from) === first.slice(from)
}

interface OfRecord {
  readonly model: ModelText
  readonly place: number
  readonly id: number
}

function shapeOf(text: string, { model: { head }, place, id }: OfRecord): IngredientsShape {
  const rest = jsonOf(`{${text.slice(1)}`, `the ingredients of the record ${id}`) as Ingredients
  const ingredients = { ...head, ...rest }
  return { ingredients, first: place, text, holes: holesIn(text, ingredients) }
}

const before = '"version":"'

/** None where the text has that name somewhere else, too: in a text of JSON it would stand behind a backslash. */
function holesIn(text: string, { inputs }: Ingredients): readonly Hole[] {
  const holes: Hole[] = []
  for (let at = text.indexOf(before); at !== -1; at = text.indexOf(before, at + 1)) {
    const from = at + before.length
    holes.push({ from, to: text.indexOf('"', from) })
  }
  const are = (hole: Hole, ordinal: number) => text.slice(hole.from, hole.to) === inputs[ordinal]?.version
  return holes.length === inputs?.length && holes.every(are) ? holes : []
}
