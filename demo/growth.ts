import type pg from 'pg'

/**
 * Functions of the session for whoever writes many rows at once: `pg_temp.r(key)` is a number in [0, 1) and
 * `pg_temp.uid(at, key)` a UUID (version 7 layout), the same for the same key at every run.
 */
const SEEDED = `
create function pg_temp.r(k text) returns float8 language sql immutable as
  $$ select ('x' || substr(md5(k), 1, 8))::bit(32)::bigint / 4294967296.0 $$;
create function pg_temp.uid(at timestamptz, k text) returns uuid language sql immutable as
  $$ select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(k), 1, 3) || '8'
     || substr(md5(k), 4, 15))::uuid $$`

/**
 * Repeats the households of the registry until the district has about `people` people: the same streets and towers,
 * a family name of the household's own, the other names from somebody else of the same sex, other days of birth.
 * Identity numbers start with 0009 and telephone numbers have eleven digits: nobody has such ones.
 */
export async function growPopulation(db: pg.Client, people: number): Promise<void> {
  const { rows } = await db.query('select count(*)::int as n from vx.person')
  const copies = Math.round(people / rows[0].n) - 1
  if (copies < 1) return
  await db.query(SEEDED)
  await db.query(`
    create temp table folk as select p.*, row_number() over (partition by sex order by id) as at,
      count(*) over (partition by sex) as of, row_number() over (order by id) as n from vx.person p;
    create index on folk (sex, at);
    analyze folk;
    insert into vx.household (id, area_id, place_id, address, lon, lat)
      select pg_temp.uid('2018-01-01', c || '/' || h.id), h.area_id, h.place_id,
        case when h.place_id is null then 'Nhà ' else 'Khối ' end || c || ', ' || h.address,
        h.lon + (pg_temp.r(c || 'x' || h.id) - 0.5) / 500, h.lat + (pg_temp.r(c || 'y' || h.id) - 0.5) / 500
      from vx.household h, generate_series(1, ${copies}) c`)
  // An index over three letters at a time is built ten times faster than it is kept.
  const { rows: indexes } = await db.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes where schemaname = 'vx' and tablename = 'person' and indexdef like '% gin %'`,
  )
  for (const i of indexes) await db.query(`drop index vx.${i.name}`)
  await db.query(`
    insert into vx.person (id, area_id, household_id, relation, full_name, birth_date, birth_year, sex, national_id, phone,
        nationality, occupation, workplace_id)
      select pg_temp.uid('2018-01-01', c || '/' || f.id), f.area_id, pg_temp.uid('2018-01-01', c || '/' || f.household_id),
        f.relation, split_part(f.full_name, ' ', 1) || ' ' || regexp_replace(g.full_name, '^\\S+\\s*', ''),
        b.born, extract(year from b.born), f.sex,
        case when f.national_id is not null then '0009' || lpad((c * 20000 + f.n)::text, 8, '0') end,
        case when f.phone is not null then '09900' || lpad((c * 20000 + f.n)::text, 6, '0') end,
        f.nationality, f.occupation, f.workplace_id
      from folk f cross join generate_series(1, ${copies}) c
      join folk g on g.sex = f.sex and g.at = (f.at * 31 + c * 7919) % f.of + 1
      cross join lateral (select least(f.birth_date + (c * 53 % 700 - 350), '2021-08-01'::date) as born) b`)
  for (const i of indexes) await db.query(i.definition)
  await db.query('drop table folk; analyze vx.person; analyze vx.household')
}
