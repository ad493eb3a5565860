import type pg from 'pg'
import { HANOI_2021 } from '../src/domains/registry/areas/index.ts'
import { PLACE_KINDS } from '../src/domains/registry/places/index.ts'
import { demoId } from './index.ts'
import { generateOrganisations, generatePopulation, generateTeams } from './population.ts'

/** Areas of the preset, and the generated people of Hoàng Mai with everything they live and work in. */
export async function seedRegistry(db: pg.Client, input: { people: number; seed: number }): Promise<void> {
  const { seed } = input
  const id = (key: string) => demoId(seed, key)
  await db.query('begin')

  const areaIds = new Map<string, number>()
  async function addArea(a: {
    parent: string | null
    level: string
    code: string
    name: string
    fullName: string
    from: string
    to: string | null
    centre: readonly [number, number] | null
  }) {
    const { rows } = await db.query(
      `insert into vx.area (parent_id, level, code, name, full_name, valid_from, valid_to, lon, lat)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
      [
        a.parent && areaIds.get(a.parent),
        a.level,
        a.code,
        a.name,
        a.fullName,
        a.from,
        a.to,
        a.centre?.[0],
        a.centre?.[1],
      ],
    )
    areaIds.set(a.code, rows[0].id)
  }
  for (const a of HANOI_2021) {
    await addArea({ ...a, parent: a.parentCode, from: a.validFrom, to: a.validTo, centre: a.centre })
  }

  const district = HANOI_2021.find((a) => a.code === '008')!
  const wards = HANOI_2021.filter((a) => a.parentCode === '008').map((a) => ({
    code: a.code,
    name: a.name,
    centre: a.centre,
  }))
  const population = generatePopulation({ seed, people: input.people, wards, asOf: '2021-08-10' })
  for (const n of population.neighbourhoods) {
    await addArea({
      parent: n.wardCode,
      level: 'neighbourhood',
      code: n.code,
      name: n.name,
      fullName: n.name,
      from: '2021-01-01',
      to: null,
      centre: n.centre,
    })
  }
  const area = (code: string) => areaIds.get(code)!

  await insertMany(
    db,
    'vx.place',
    'id uuid, area_id int, kind text, name text, address text, lon float8, lat float8, block text, floors int',
    population.places.map((p) => ({
      id: id(p.key),
      area_id: area(p.neighbourhoodCode),
      kind: KNOWN_KINDS.has(p.kind) ? p.kind : 'other',
      name: p.name,
      address: p.address,
      lon: p.lon,
      lat: p.lat,
      block: p.block,
      floors: p.floors,
    })),
  )
  const flatKey = (h: { placeKey: string | null; flat: string | null }) =>
    h.placeKey && h.flat && `flat/${h.placeKey}/${h.flat}`
  const flats = new Map(
    population.households.flatMap((h) => {
      const key = flatKey(h)
      return key ? [[key, h] as const] : []
    }),
  )
  await insertMany(
    db,
    'vx.flat',
    'id uuid, place_id uuid, area_id int, floor int, name text',
    [...flats].map(([key, h]) => ({
      id: id(key),
      place_id: id(h.placeKey!),
      area_id: area(h.neighbourhoodCode),
      floor: h.floor,
      name: h.flat,
    })),
  )
  await insertMany(
    db,
    'vx.household',
    'id uuid, area_id int, place_id uuid, flat_id uuid, address text, lon float8, lat float8',
    population.households.map((h) => ({
      id: id(h.key),
      area_id: area(h.neighbourhoodCode),
      place_id: h.placeKey && id(h.placeKey),
      flat_id: flatKey(h) && id(flatKey(h)!),
      address: h.address,
      lon: h.lon,
      lat: h.lat,
    })),
  )
  await insertMany(
    db,
    'vx.person',
    'id uuid, area_id int, household_id uuid, relation text, full_name text, birth_date date, birth_year int, sex text, national_id text, phone text, nationality text, occupation text, workplace_id uuid',
    population.people.map((p) => ({
      id: id(p.key),
      area_id: area(p.neighbourhoodCode),
      household_id: id(p.householdKey),
      relation: p.relation,
      full_name: p.fullName,
      birth_date: p.birthDate,
      birth_year: Number(p.birthDate.slice(0, 4)),
      sex: p.sex,
      national_id: p.nationalId,
      phone: p.phone,
      nationality: p.nationality,
      occupation: p.occupation,
      workplace_id: p.workplaceKey && id(p.workplaceKey),
    })),
  )
  const shared = { seed, district: { code: district.code, name: district.name }, wards, population }
  await insertMany(
    db,
    'vx.organisation',
    'id uuid, area_id int, kind text, name text, place_id uuid, head_name text, staff int',
    generateOrganisations(shared).map((o) => ({
      id: id(o.key),
      area_id: area(o.areaCode),
      kind: o.kind,
      name: o.name,
      place_id: o.placeKey && id(o.placeKey),
      head_name: o.headName,
      staff: o.staff,
    })),
  )
  const teams = generateTeams({ ...shared, asOf: '2021-08-10' })
  await insertMany(
    db,
    'vx.team',
    'id uuid, area_id int, kind text, name text, since date',
    teams.map((t) => ({
      id: id(t.key),
      area_id: area(t.areaCode),
      kind: t.kind,
      name: t.name,
      since: TEAMS_SINCE,
    })),
  )
  await insertMany(
    db,
    'vx.team_member',
    'id uuid, team_id uuid, area_id int, person_id uuid, role text, since date, entered_on date',
    teams.flatMap((t) =>
      t.memberKeys.map((key) => ({
        id: id(`${t.key}/${key}`),
        team_id: id(t.key),
        area_id: area(t.areaCode),
        person_id: id(key),
        role: key === t.leaderKey ? 'head' : 'member',
        since: TEAMS_SINCE,
        entered_on: TEAMS_SINCE,
      })),
    ),
  )
  await insertMany(
    db,
    'vx.team_cover',
    'id uuid, team_id uuid, area_id int, covers_area_id int, since date, entered_on date',
    teams
      .filter((t) => t.kind === 'community')
      .map((t) => ({
        id: id(`${t.key}/cover`),
        team_id: id(t.key),
        area_id: area(t.areaCode),
        covers_area_id: area(t.areaCode),
        since: TEAMS_SINCE,
        entered_on: TEAMS_SINCE,
      })),
  )
  await db.query('commit')
}

const TEAMS_SINCE = '2021-05-05'

const KNOWN_KINDS: ReadonlySet<string> = new Set(PLACE_KINDS)

/** One statement for many rows: `columns` is the definition that jsonb_to_recordset wants. */
export async function insertMany(
  db: pg.Client,
  table: string,
  columns: string,
  rows: object[],
): Promise<void> {
  const names = columns
    .split(', ')
    .map((c) => c.split(' ')[0])
    .join(', ')
  for (let i = 0; i < rows.length; i += 5000) {
    await db.query(
      `insert into ${table} (${names}) select ${names} from jsonb_to_recordset($1::jsonb) as x(${columns})`,
      [JSON.stringify(rows.slice(i, i + 5000))],
    )
  }
}
