import { type ListKeyOptions, RecordManager, type UpdateOptions } from '@langchain/core/indexing'

interface Kept {
  updatedAt: number
  readonly group: string | null
}

/**
 * LangChain's records of what is in a store, in memory. Behaves as its PostgreSQL one: writing a key again sets its time and leaves its
 * group, and `before` is exclusive. Time is a counter that goes on with every question, so that no two runs share a moment.
 */
export class MemoryRecords extends RecordManager {
  readonly #records = new Map<string, Kept>()
  readonly #keys = new Map<string | null, Set<string>>()
  #time = 0

  async createSchema(): Promise<void> {
    // Two maps need none.
  }

  async getTime(): Promise<number> {
    this.#time += 1
    return this.#time
  }

  async update(keys: string[], { groupIds, timeAtLeast }: UpdateOptions = {}): Promise<void> {
    const updatedAt = await this.getTime()
    if (timeAtLeast !== undefined && updatedAt < timeAtLeast) throw new Error('the clock went back')
    for (const [place, key] of keys.entries()) {
      const kept = this.#records.get(key)
      if (kept !== undefined) kept.updatedAt = updatedAt
      else this.#add(key, { updatedAt, group: groupIds?.[place] ?? null })
    }
  }

  async exists(keys: string[]): Promise<boolean[]> {
    return keys.map((key) => this.#records.has(key))
  }

  async listKeys({ before, after, groupIds, limit }: ListKeyOptions = {}): Promise<string[]> {
    const groups = groupIds === undefined ? [...this.#keys.keys()] : [...new Set(groupIds)]
    const keys = groups.flatMap((group) => [...(this.#keys.get(group) ?? [])])
    const found = keys.filter((key) => {
      const { updatedAt } = this.#records.get(key) as Kept
      return updatedAt < (before ?? Number.POSITIVE_INFINITY) && updatedAt > (after ?? Number.NEGATIVE_INFINITY)
    })
    return found.slice(0, limit)
  }

  async deleteKeys(keys: string[]): Promise<void> {
    for (const key of keys) {
      this.#keys.get(this.#records.get(key)?.group ?? null)?.delete(key)
      this.#records.delete(key)
    }
  }

  #add(key: string, kept: Kept): void {
    this.#records.set(key, kept)
    const keys = this.#keys.get(kept.group) ?? new Set()
    this.#keys.set(kept.group, keys.add(key))
  }
}
