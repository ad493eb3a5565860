import { systemContext } from '../src/app.ts'
import { recomputeTiers } from '../src/domains/contain/tracing/index.ts'
import { readConfig } from '../src/platform/config.ts'
import { connect } from '../src/platform/db.ts'
import type { House } from './house.ts'
import { type Row, timesOf } from './stats.ts'

const CASES = 1000
const CONTACTS_EACH = 50
const MARK = 'bench-followups'

/**
 * The due days of 50,000 contacts of 1,000 cases that become known at once: tiers, windows, 14 days each, and again,
 * which must change nothing. What it made is taken away afterwards.
 */
export async function followups(house: House): Promise<Row[]> {
  const { bare } = house
  const connections = connect(house.url)
  try {
    await takeAway(house)
    const people = await makePeople(house)
    const { rows: shown } = await bare.query(`select value from platform.setting where key = 'demo'`)
    const now = new Date(shown[0]?.value.shown ?? Date.now())
    const ctx = await systemContext(connections, { now: () => now }, readConfig(process.env).auditKey)
    const timed = async () => {
      const start = performance.now()
      const { changed } = await recomputeTiers(ctx, people)
      return { ms: performance.now() - start, changed }
    }
    const first = await timed()
    const days = await count(house)
    const again = await timed()
    if (again.changed !== 0 || (await count(house)) !== days)
      throw new Error(
        `Generated again, ${again.changed} people and ${(await count(house)) - days} days changed`,
      )
    const what = `${people.length.toLocaleString('en')} contacts`
    return [
      {
        section: 'followups',
        what: `${what} → ${days.toLocaleString('en')} due days`,
        ours: timesOf([first.ms]),
      },
      { section: 'followups', what: `${what} again, nothing changes`, ours: timesOf([again.ms]) },
    ]
  } finally {
    await takeAway(house)
    await connections.close()
  }
}

const count = async (house: House): Promise<number> =>
  (
    await house.bare.query(
      `select count(*)::int as n from vx.followup f join vx.person p on p.id = f.person_id where p.outside_id = $1`,
      [MARK],
    )
  ).rows[0].n

/** Cases and their contacts as an import would leave them, without the events. @returns ids of the contacts */
async function makePeople({ bare }: House): Promise<string[]> {
  await bare.query(
    `insert into vx.person (id, area_id, full_name, birth_year, nationality, outside_id)
     select gen_random_uuid(), a.id, 'Người Đo ' || n, 1980, 'VN', $1
     from generate_series(1, $2::int) n
     join (select id, row_number() over (order by id) - 1 as i, count(*) over () as all from vx.area where level = 'neighbourhood') a
       on a.i = n % a.all`,
    [MARK, CASES * (CONTACTS_EACH + 1)],
  )
  const { rows } = await bare.query<{ id: string; area_id: number }>(
    'select id, area_id from vx.person where outside_id = $1 order by id',
    [MARK],
  )
  const cases = JSON.stringify(rows.slice(0, CASES).map((p, i) => ({ ...p, code: `DO-${i}` })))
  await bare.query(
    `insert into vx.case_record (id, code, area_id, person_id, disease, classification, reported_at, confirmed_at, onset_date, outside_id)
     select gen_random_uuid(), code, area_id, id, 'covid-19', 'confirmed', '2021-08-09T08:00+07', '2021-08-09T12:00+07', '2021-08-08', $2
     from jsonb_to_recordset($1::jsonb) as x(id uuid, area_id int, code text)`,
    [cases, MARK],
  )
  const contacts = rows.slice(CASES).map((p, i) => {
    const source = rows[i % CASES]!
    return { id: p.id, area: p.area_id, source: source.id, source_area: source.area_id }
  })
  await bare.query(
    `insert into vx.contact (id, source_person_id, person_id, area_id, source_area_id, first_at, last_at, day_only, closeness,
       recorded_at, recorded_by, outside_id)
     select gen_random_uuid(), source, id, area, source_area, '2021-08-09T07:00+07', '2021-08-09T08:00+07', false, 'direct',
       '2021-08-09T13:00+07', 'Đo', $2
     from jsonb_to_recordset($1::jsonb) as x(id uuid, area int, source uuid, source_area int)`,
    [JSON.stringify(contacts), MARK],
  )
  return contacts.map((c) => c.id)
}

async function takeAway({ bare }: House): Promise<void> {
  // What refers to fifty thousand people is looked up table by table: nothing does, once these have gone.
  await bare.query(`set session_replication_role = replica`)
  const mine = `(select id from vx.person where outside_id = '${MARK}')`
  for (const table of ['followup', 'contact_tier', 'contact', 'case_record']) {
    for (const t of [table, `${table}_version`]) {
      await bare.query(`delete from vx.${t} where person_id in ${mine}`)
    }
  }
  await bare.query(`delete from vx.person where outside_id = $1`, [MARK])
  await bare.query(
    `delete from vx.person_change c where not exists (select from vx.person p where p.id = c.id)`,
  )
  await bare.query(`reset session_replication_role`)
}
