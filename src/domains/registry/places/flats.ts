import { v7 as uuid7 } from 'uuid'
import { type Ctx, write } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db.ts'
import { readTable } from '../../../platform/files/spreadsheet.ts'
import { problem } from '../../../platform/problems.ts'
import type { FlatImport, PlaceRecord } from './contract.ts'
import { findPlace, listBlocks, listFlats } from './queries.ts'

const fold = (s: string) =>
  s
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** Headings by which building managers call the three columns. */
const HEADS = {
  block: /^(toa|toa nha|block|nha|thap|tower|don nguyen|building)$/,
  floor: /^(tang|lau|so tang|floor|level)$/,
  flat: /^(can|can ho|so can|so can ho|ma can|ma can ho|phong|so phong|flat|apartment|unit|room)$/,
}

interface Row {
  line: number
  block: string
  floor: number | null
  flat: string
}

type Wrong = FlatImport['errors'][number]

/**
 * Enters the flats of a building from a simple sheet: columns for flat and floor, and for the block where the file is
 * about a complex. The floor is read off the number (1203 → 12) where its column is missing. All or nothing; what is
 * there already is left alone, so the same sheet may come twice.
 * @param file `fields`: placeId; confirm = 'true' enters, otherwise it is only told what would happen
 * @throws Problem not-found, flats-columns-missing, and the problems of spreadsheets
 */
export async function importFlats(
  ctx: Ctx,
  file: { fileName: string; path: string; fields: Record<string, string> },
): Promise<FlatImport> {
  const placeId = file.fields.placeId ?? ''
  if (!/^[0-9a-f-]{36}$/.test(placeId)) throw problem('not-found')
  const table = await readTable({ path: file.path, fileName: file.fileName })
  const columnOf = (head: RegExp) => table.columns.find((c) => head.test(fold(c)))
  const columns = { block: columnOf(HEADS.block), floor: columnOf(HEADS.floor), flat: columnOf(HEADS.flat) }
  if (!columns.flat) throw problem('flats-columns-missing')
  const rows: Row[] = []
  const errors: Wrong[] = []
  for await (const row of table.rows) {
    const cell = (column: string | undefined) =>
      column ? (row.cells[column] ?? '').normalize('NFC').trim() : ''
    const flat = cell(columns.flat)
    const floor = floorOf(cell(columns.floor), flat)
    if (flat === '') errors.push({ row: row.line, reason: 'no-flat' })
    else if (floor === null) errors.push({ row: row.line, reason: 'no-floor' })
    else if (floor < -5 || floor > 200) errors.push({ row: row.line, reason: 'bad-floor' })
    else rows.push({ line: row.line, block: cell(columns.block), floor, flat })
  }
  return write({ ...ctx, idempotencyKey: undefined }, 'place.write', async (tx) => {
    const place = await findPlace(tx.db, placeId)
    if (!place) throw problem('not-found')
    const plan = await planOf(tx.db, place, rows, errors)
    const answer = { rows: rows.length + errors.length, added: plan.added.length, known: plan.known }
    if (errors.length > 0 || file.fields.confirm !== 'true')
      return { ...answer, errors: errors.sort((a, b) => a.row - b.row).slice(0, 200), done: false }
    for (const b of plan.blocks)
      await tx.db
        .insertInto('vx.place')
        .values({
          id: b.id,
          area_id: place.areaId,
          kind: place.kind,
          name: `${place.name} – tòa ${b.block}`,
          address: place.address,
          lon: place.lon,
          lat: place.lat,
          part_of: place.id,
          block: b.block,
        })
        .execute()
    for (let i = 0; i < plan.added.length; i += 1000)
      await tx.db
        .insertInto('vx.flat')
        .values(plan.added.slice(i, i + 1000))
        .execute()
    tx.record({
      action: 'flats.import',
      subject: { type: 'place', id: place.id },
      areaId: place.areaId,
      changes: { flats: [plan.known, plan.known + plan.added.length], blocks: [null, plan.blocks.length] },
      event: 'place.changed',
    })
    return { ...answer, errors: [], done: true }
  })
}

/** "Tầng 12", "12A" (the thirteenth of superstitious builders stays 12), "B1" below ground, or read off the flat. */
function floorOf(text: string, flat: string): number | null {
  const below = text.match(/^\D*(?:b|hầm)\s*(\d)$/i)
  if (below) return -Number(below[1])
  const told = text.match(/-?\d+/)
  if (told) return Number(told[0])
  const read = flat.match(/(\d{1,3})\D?\d{2}\D*$/)
  return text === '' && read ? Number(read[1]) : null
}

async function planOf(db: Tx, place: PlaceRecord, rows: Row[], errors: Wrong[]) {
  const parts = await listBlocks(db, place.id)
  const byBlock = new Map(parts.map((b) => [fold(b.block ?? b.name), b.id]))
  const own = fold(place.block ?? place.name)
  const blocks: { id: string; block: string }[] = []
  const seen = new Set<string>()
  const wanted: { place: string; row: Row }[] = []
  for (const row of rows) {
    const key = fold(row.block).replace(/^(toa|toa nha|block|thap|tower) /, '')
    let target: string | undefined = place.id
    if (key !== '' && key !== own) {
      target = byBlock.get(key)
      if (!target && place.partOf) {
        errors.push({ row: row.line, reason: 'no-block' })
        continue
      }
      if (!target) {
        target = uuid7()
        byBlock.set(key, target)
        blocks.push({ id: target, block: row.block.replace(/^(tòa nhà|tòa|toà|block|tháp)\s+/i, '') })
      }
    }
    const once = `${target} ${fold(row.flat)}`
    if (seen.has(once)) errors.push({ row: row.line, reason: 'twice' })
    seen.add(once)
    wanted.push({ place: target, row })
  }
  const known = new Set<string>()
  for (const id of new Set(wanted.map((w) => w.place)))
    for (const f of await listFlats(db, id)) known.add(`${id} ${fold(f.name)}`)
  const fresh = wanted.filter((w) => !known.has(`${w.place} ${fold(w.row.flat)}`))
  return {
    blocks,
    known: wanted.length - fresh.length,
    added: fresh.map((w) => ({
      id: uuid7(),
      place_id: w.place,
      area_id: place.areaId,
      floor: w.row.floor!,
      name: w.row.flat,
    })),
  }
}
