/** Ids (uuid) of records in order, 16 bytes each, and which record an id has: 500,000 in 12 MB. */
export class IdTable {
  #words = new Uint32Array(4 * 1024)
  /** Record + 1 by hash of its id; 0 is free. */
  #slots = new Int32Array(4096)
  #size = 0
  readonly #word = new Uint32Array(4)

  #read(id: string): void {
    const hex = id.replaceAll('-', '')
    for (let i = 0; i < 4; i++) this.#word[i] = Number.parseInt(hex.slice(8 * i, 8 * i + 8), 16)
  }

  /** Where the id that was read stands, or the free slot where it belongs. */
  #slot(): number {
    const word = this.#word
    const mask = this.#slots.length - 1
    let slot =
      (Math.imul(word[0]! ^ word[1]!, 0x9e3779b1) ^ Math.imul(word[2]! ^ word[3]!, 0x85ebca6b)) & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const at = 4 * (this.#slots[slot]! - 1)
      if (word.every((w, i) => this.#words[at + i] === w)) break
    }
    return slot
  }

  /** The record that has an id last. */
  find(id: string): number | undefined {
    this.#read(id)
    const found = this.#slots[this.#slot()]!
    return found === 0 ? undefined : found - 1
  }

  /** Gives the next record, or any later one, its id; an id given before means this record from now on. */
  set(id: string, record: number): void {
    if (4 * (record + 1) > this.#words.length) {
      const larger = new Uint32Array(8 * (record + 1))
      larger.set(this.#words)
      this.#words = larger
    }
    if (2 * (record + 1) > this.#slots.length) this.#spread()
    this.#read(id)
    this.#words.set(this.#word, 4 * record)
    this.#slots[this.#slot()] = record + 1
    this.#size = record + 1
  }

  /** The id of a record. */
  at(record: number): string {
    let hex = ''
    for (let i = 0; i < 4; i++) hex += this.#words[4 * record + i]!.toString(16).padStart(8, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }

  #spread(): void {
    this.#slots = new Int32Array(2 * this.#slots.length)
    // In the order in which they came: the later record of an id takes the place of the earlier.
    for (let record = 0; record < this.#size; record++) {
      this.#word.set(this.#words.subarray(4 * record, 4 * record + 4))
      this.#slots[this.#slot()] = record + 1
    }
  }
}
