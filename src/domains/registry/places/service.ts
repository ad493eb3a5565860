import { type Ctx, read, write } from '../../../platform/context.ts'
import { problem } from '../../../platform/problems.ts'
import type { PlaceChange, PlaceRecord } from './contract.ts'
import { findPlace, listBlocks, listFlats, searchPlaces } from './queries.ts'

export function search(ctx: Ctx, input: { q: string; limit: number }) {
  return read(ctx, 'place.read', (db) => searchPlaces(db, input.q, input.limit))
}

/** @throws Problem not-found */
export function open(ctx: Ctx, id: string) {
  return read(ctx, 'place.read', async (db) => {
    const place = await findPlace(db, id)
    if (!place) throw problem('not-found')
    return { place, blocks: await listBlocks(db, id), flats: await listFlats(db, id) }
  })
}

/** @throws Problem not-found, stale-version, place-in-its-part when the complex lies in the place itself */
export function update(ctx: Ctx, input: PlaceChange) {
  return write(ctx, 'place.write', async (tx) => {
    const before = await findPlace(tx.db, input.id)
    if (!before) throw problem('not-found')
    for (let above = input.partOf; above; ) {
      if (above === input.id) throw problem('place-in-its-part')
      const next: PlaceRecord | undefined = await findPlace(tx.db, above)
      if (!next) throw problem('refers-to-nothing')
      above = next.partOf?.id ?? null
    }
    const done = await tx.db
      .updateTable('vx.place')
      .set({
        name: input.name.normalize('NFC'),
        kind: input.kind,
        address: input.address,
        aliases: [...new Set(input.aliases.map((a) => a.normalize('NFC')))],
        part_of: input.partOf,
        block: input.block || null,
        floors: input.floors,
        version: input.version + 1,
      })
      .where('id', '=', input.id)
      .where('version', '=', input.version)
      .executeTakeFirst()
    if (done.numUpdatedRows === 0n)
      throw problem('stale-version', {}, { theirs: await findPlace(tx.db, input.id), yours: input })
    const changes = Object.fromEntries(
      (['name', 'kind', 'address', 'aliases', 'block', 'floors'] as const)
        .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(input[key]))
        .map((key) => [key, [before[key], input[key]] as [unknown, unknown]]),
    )
    tx.record({
      action: 'place.update',
      subject: { type: 'place', id: input.id },
      areaId: before.areaId,
      changes: {
        ...changes,
        ...(before.partOf?.id === input.partOf ? {} : { partOf: [before.partOf?.id ?? null, input.partOf] }),
      },
      event: 'place.changed',
    })
    return { version: input.version + 1 }
  })
}
