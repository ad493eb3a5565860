import { expect } from 'vitest'
import { allProblems } from '../../src/app.ts'
import type { User, WireProblem, World } from '../harness/world.ts'

/** How many rows every table has; the audit of what was refused is empty too. */
export async function sizes(world: World): Promise<Record<string, number>> {
  const { rows } = await world.pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('vx', 'platform') and table_type = 'BASE TABLE' and table_name not in ('audit_checkpoint', 'consumer')`,
  )
  const counts: Record<string, number> = {}
  for (const { name } of rows) {
    const { rows: n } = await world.pool.query<{ n: number }>(`select count(*)::int as n from ${name}`)
    counts[name] = n[0]!.n
  }
  return counts
}

/** Asserts that a request is refused with a code, in a Vietnamese sentence that says what to do, and leaves nothing behind. */
export async function refusal(
  world: World,
  code: string,
  ask: () => Promise<Response>,
): Promise<WireProblem> {
  const before = await sizes(world)
  const response = await ask()
  const problem = (await response.json()) as WireProblem
  expect({ code: problem.code, details: problem.details }).toMatchObject({ code })
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  expect(problem.status).toBe(response.status)
  expect(response.status).toBe(allProblems[code].status)
  // What to do next: a second sentence, or an instruction in the first.
  expect(problem.title).toMatch(
    /(Kiểm tra|Xem|Chọn|Chuyển|Tải lại|Thử lại|thử lại|gửi lại|Hãy|Nhờ|Ghi|Chỉ ghi|Mở|Đăng nhập|Lập|Bỏ)/,
  )
  expect(await sizes(world)).toEqual(before)
  return problem
}

/** Sends JSON, or a text as it is. */
export const send = (world: World, user: User, path: string, body: unknown, method = 'POST') =>
  world.fetch(user, path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
