import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { systemContext } from '../src/app.ts'
import { overview } from '../src/domains/detect/warning/overview.ts'
import { HANOI_2021 } from '../src/domains/registry/areas/index.ts'
import { connect, type Database } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'
import { databaseUrl, dropDatabase } from '../test/harness/global-setup.ts'
import type { House } from './house.ts'
import { measure, type Row } from './stats.ts'

const NAME = 'vx_bench_warning'
const NOW = new Date('2021-08-10T10:00:00Z')

/** Every ward of Hà Nội judged for every disease, on a year of cases, in a database of its own beside the house's. */
export async function warning(house: House): Promise<Row[]> {
  const admin = new pg.Client({ connectionString: house.url })
  await admin.connect()
  await dropDatabase(admin, NAME).catch(() => undefined)
  await admin.query(`create database ${NAME}`)
  const url = databaseUrl(house.url, NAME)
  try {
    await migrate(url)
    const wards = await fill(url)
    const connections = connect(url)
    const bare = new pg.Pool({ connectionString: url, max: 1 })
    // The database is dropped while the pool may still be saying goodbye.
    bare.on('error', () => undefined)
    try {
      const ctx = await systemContext(connections, { now: () => NOW }, Buffer.alloc(32))
      const ours = await measure(10, () => overview(ctx, {}))
      const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: bare }) })
      const baseline = await measure(10, () =>
        sql`select area_id, disease, (reported_at at time zone 'Asia/Ho_Chi_Minh')::date, count(*) from vx.case_record
          where classification <> 'discarded' group by 1, 2, 3`.execute(db),
      )
      return [
        {
          section: 'warning',
          what: `${wards} wards × 365 days × 5 diseases judged`,
          ours,
          baseline,
          against: 'counting them by day, by hand',
          goal: 'p95 < 300 ms',
          met: ours.p95 < 300,
        },
      ]
    } finally {
      await bare.end()
      await connections.close()
    }
  } finally {
    await dropDatabase(admin, NAME)
    await admin.end()
  }
}

/** The areas of Hà Nội and about 180 cases a day of the five diseases for a year, over all wards. @returns wards */
async function fill(url: string): Promise<number> {
  const db = new pg.Client({ connectionString: url })
  await db.connect()
  try {
    await db.query('begin')
    for (const a of HANOI_2021)
      await db.query(
        `insert into vx.area (parent_id, level, code, name, full_name, valid_from, valid_to, lon, lat)
         values ((select id from vx.area where code = $1), $2, $3, $4, $5, $6, $7, $8, $9)`,
        [a.parentCode, a.level, a.code, a.name, a.fullName, a.validFrom, a.validTo, ...a.centre],
      )
    // The preset holds five districts; they get as many wards as the city had in 2021.
    await db.query(
      `insert into vx.area (parent_id, level, code, name, full_name, valid_from)
       select d.id, 'ward', concat('B', d.code, k), concat('Số ', k), concat('Phường Số ', k), '2003-01-01'
       from vx.area d cross join generate_series(1, 110) k where d.level = 'district'
       order by k, d.code limit 579 - (select count(*) from vx.area where level = 'ward')`,
    )
    await db.query(`
      alter table vx.case_record disable trigger user;
      create temp table ward as select id, row_number() over (order by code) as n from vx.area where level = 'ward';
      insert into vx.person (id, area_id, full_name, birth_year, nationality)
        select gen_random_uuid(), id, 'Nguyễn Văn An', 1990, 'VN' from ward;
      insert into vx.case_record (id, code, area_id, person_id, disease, classification, detected_in, onset_date, reported_at, confirmed_at)
        select gen_random_uuid(), 'B-' || d || '-' || i, w.id, p.id, x.disease, 'confirmed', 'community', t.at::date - 2, t.at, t.at
        from generate_series(0, 364) d cross join generate_series(1, 180) i
        join ward w on w.n = (d * 7919 + i * 104729) % (select count(*) from ward) + 1
        join vx.person p on p.area_id = w.id
        cross join lateral (select timestamptz '2021-08-10 08:00+07' - d * interval '1 day' as at) t
        cross join lateral (select (array['covid-19','covid-19','dengue','measles','mers','other'])[1 + (d + i) % 6] as disease) x;
      alter table vx.case_record enable trigger user;
      commit`)
    await db.query('analyze')
    const { rows } = await db.query(`select count(*)::int as n from vx.area where level = 'ward'`)
    return rows[0].n
  } finally {
    await db.end()
  }
}
