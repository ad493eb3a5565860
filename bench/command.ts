import type { House } from './house.ts'
import { measure, type Row } from './stats.ts'

const OPEN = 50_000
const RUNS = 30
const UNDER = 100
const REPORT_ROWS = 60
const REPORT_UNDER = 2000
/** What marks the tasks that are made here and taken out again. */
const MARK = 'bench'

/**
 * Command at fifty thousand open tasks: inbox, board, calendar and register of tasks, the daily conference, the cards of
 * heads, and a district report of sixty figures over its wards, beside the bare counting of the same tasks.
 */
export async function command(house: House): Promise<Row[]> {
  await fill(house)
  try {
    return await time(house)
  } finally {
    await house.bare.query(`delete from vx.task_version where subject_label = $1`, [MARK])
    await house.bare.query(`delete from vx.task where subject_label = $1`, [MARK])
  }
}

/** Open tasks over all areas of the wards, a third of them overdue, for the posts that work there. */
async function fill({ bare }: House): Promise<void> {
  await bare.query(
    `insert into vx.task (id, area_id, kind, title, subject_type, subject_id, subject_label, post_kind, opened_at, due_at)
     select gen_random_uuid(), a.id, 'test', 'Việc đo số ' || n, 'document-item', gen_random_uuid(), $2,
       (array['ward-chair','ward-nurse','neighbourhood-head','area-police'])[1 + n % 4],
       now.at - interval '5 days', now.at + make_interval(hours => (n % 240) - 80)
     from generate_series(1, $1::int) n
     join (select id, row_number() over (order by id) - 1 as k, count(*) over () as all from vx.area
       where level in ('ward', 'neighbourhood') and valid_to is null) a on a.k = n % a.all
     cross join (select coalesce(max(opened_at), now()) as at from vx.task) now`,
    [OPEN, MARK],
  )
  // As autovacuum leaves the table that these tasks had come into one by one.
  await bare.query('vacuum analyze vx.task')
}

async function time(house: House): Promise<Row[]> {
  const cookies = {
    commander: await house.signIn('district-commander'),
    chair: await house.signIn('ward-chair.mai-dong'),
    doctor: await house.signIn('epidemiologist'),
  }
  const send = async (by: keyof typeof cookies, path: string, body?: unknown, method = 'POST') => {
    const response = await fetch(house.origin + path, {
      headers: {
        cookie: cookies[by],
        origin: house.origin,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { method, body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const { rows } = await house.bare.query<{ id: number }>(
    `select p.area_id as id from vx.post p join vx.post_holder h on h.post_id = p.id
     where p.kind = 'district-commander' and h.username = 'district-commander' and h.until is null`,
  )
  const district = rows[0]!.id
  const month = 'from=2021-08-01&to=2021-08-31'
  const conference = (await send('commander', '/api/conferences/daily', {})) as { id: string }
  const pages: [string, keyof typeof cookies, string][] = [
    ['inbox of a ward chair', 'chair', '/api/tasks/inbox'],
    ['inbox of the commander', 'commander', '/api/tasks/inbox'],
    ['board of the district', 'commander', `/api/tasks/board?areaId=${district}`],
    ['calendar of the district', 'commander', `/api/tasks/calendar?areaId=${district}&${month}`],
    ['register of tasks', 'commander', '/api/registers/tasks?limit=100'],
  ]
  const bare = await measure(RUNS, () =>
    house.bare.query(
      `select count(*), count(*) filter (where due_at < now()) from vx.task where done_at is null and cancelled_at is null`,
    ),
  )
  const found: Row[] = []
  for (const [what, by, path] of pages) {
    const ours = await measure(RUNS, () => send(by, path))
    found.push({
      section: 'command',
      what: `${what}, ${OPEN} open tasks`,
      ours,
      baseline: bare,
      against: 'counting the open tasks, bare',
      goal: `${UNDER} ms`,
      met: ours.p95 < UNDER,
    })
  }
  for (const [what, path] of [
    ['daily conference with its figures', `/api/conferences/${conference.id}`],
    ['cards of the heads of units, 14 days', '/api/scorecards?days=14'],
  ] as const)
    found.push({ section: 'command', what, ours: await measure(5, () => send('commander', path)) })
  found.push(await reportOf(house, district, (path, body) => send('doctor', path, body)))
  return found
}

/** A draft of the district whose template names the figures of the product until it has sixty rows. */
async function reportOf(
  house: House,
  district: number,
  send: (path: string, body?: unknown) => Promise<unknown>,
): Promise<Row> {
  const { rows } = await house.bare.query<{ body: Body }>(
    `select body from vx.report_template_version where template_key = 'situation' order by effective_from desc limit 1`,
  )
  const { body } = rows[0]!
  const all = body.sections.flatMap((s) => s.rows)
  const more = Array.from({ length: Math.max(0, REPORT_ROWS - all.length) }, (_, i) => ({
    ...all[i % all.length]!,
    key: `more_${i}`,
    of: undefined,
  }))
  const sections = body.sections.map((s, i) => (i === 0 ? { ...s, rows: [...s.rows, ...more] } : s))
  // A template of its own: a version that reports stand on is never changed.
  await house.bare.query(
    `insert into vx.report_template (key, name_vi, name_en) values ('bench', 'Đo', 'Bench')`,
  )
  await house.bare.query(
    `insert into vx.report_template_version (template_key, effective_from, legal_basis, body) values ('bench', '2021-01-01', '-', $1)`,
    [JSON.stringify({ ...body, sections })],
  )
  try {
    const wanted = { areaId: district, kind: 'ad_hoc', templateKey: 'bench' }
    const { id } = (await send('/api/reports', wanted)) as { id: string }
    const ours = await measure(5, () => send(`/api/reports/${id}`))
    const report = (await send(`/api/reports/${id}`)) as { report: { version: number } }
    await send(`/api/reports/${id}/discard`, { version: report.report.version })
    return {
      section: 'command',
      what: `district report of ${REPORT_ROWS} rows over its wards, counted`,
      ours,
      goal: `${REPORT_UNDER} ms`,
      met: ours.p95 < REPORT_UNDER,
    }
  } finally {
    await house.bare.query(`delete from vx.report_template_version where template_key = 'bench'`)
    await house.bare.query(`delete from vx.report_template where key = 'bench'`)
  }
}

interface Body {
  sections: { rows: { key: string; of?: string | undefined }[] }[]
}
