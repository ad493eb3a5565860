import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SEARCH_TRAPS } from '../../demo/names.ts'
import { expectProblem, openWorld, type User, type World } from '../../test/harness/world.ts'
import { allFigures, allRegisters, rightsOf } from '../app.ts'
import { POSTS } from '../domains/registry/organisations/index.ts'
import type { Column } from './listing.ts'

type Row = Record<string, unknown>
type Asked = { sort?: string; desc?: boolean; q?: string; filters?: string; limit?: number }

const LEVELS = ['city', 'district', 'ward', 'neighbourhood']

describe('A list', () => {
  let world: World
  const signedIn = new Map<string, Promise<User>>()

  beforeAll(async () => {
    world = await openWorld()
    await world.settle()
  })
  afterAll(() => world?.close())

  const as = (kind: string) => {
    const known = signedIn.get(kind) ?? world.signIn(kind)
    signedIn.set(kind, known)
    return known
  }

  /** The post with the widest area that holds `rights`, and knows who people are or does not. */
  const holder = (knowsPeople: boolean, ...rights: string[]): string | undefined =>
    Object.entries(POSTS)
      .sort(([, a], [, b]) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
      .map(([kind]) => kind)
      .find((kind) => {
        const held = rightsOf(kind)
        return held.has('person.read') === knowsPeople && rights.every((r) => held.has(r))
      })
  const anyHolder = (right: string) => (holder(true, right) ?? holder(false, right))!

  async function pages(
    user: User,
    id: string,
    asked: Asked,
  ): Promise<{ rows: Row[]; count: number; pages: number }> {
    const rows: Row[] = []
    let cursor: string | undefined
    let count = 0
    let n = 0
    do {
      const page = await user.api.platform.registers.rows({ id, ...asked, limit: asked.limit ?? 500, cursor })
      rows.push(...(page.rows as Row[]))
      count = page.count
      cursor = page.next
      n += 1
    } while (cursor)
    return { rows, count, pages: n }
  }

  describe.each([...allRegisters.values()])('of the register $id', (register) => {
    const sortable = register.columns.filter((c) => c.sortable)

    it('read page by page shows every row once, by every column and in both directions, empty ones last', async () => {
      const user = await as(anyHolder(register.right))
      const { count, rows: plain } = await pages(user, register.id, {})
      expect(plain).toHaveLength(count)
      const limit = Math.max(2, Math.ceil(count / 4))
      for (const column of sortable) {
        for (const desc of [false, true]) {
          const order = { sort: column.key, ...(desc ? { desc } : {}) }
          const small = await pages(user, register.id, { ...order, limit })
          const where = `${register.id} by ${column.key}${desc ? ' backwards' : ''}`
          const ids = small.rows.map((r) => r.id)
          expect([where, ids.length, new Set(ids).size]).toEqual([where, count, count])
          expect([where, ids]).toEqual([where, (await pages(user, register.id, order)).rows.map((r) => r.id)])
          inOrder(
            where,
            column,
            small.rows.map((r) => r[column.key]),
            desc,
          )
        }
      }
    })

    it('has filters that keep exactly the rows with that value', async () => {
      const user = await as(anyHolder(register.right))
      const { rows: all } = await pages(user, register.id, {})
      for (const filter of register.filters) {
        const ask = async (value: string) =>
          (await pages(user, register.id, { filters: JSON.stringify({ [filter.key]: value }) })).rows.map(
            (r) => r.id,
          )
        const column = register.columns.find((c) => c.key === filter.key)
        if (filter.type === 'choice') {
          for (const value of Object.keys(filter.values ?? {})) {
            const known = !column || value in (column.values ?? {})
            // A value that no row can have stands for the rows without one.
            const fits = (r: Row) => (known ? r[filter.key] === value : r[filter.key] === null)
            const got = await ask(value)
            if (column)
              expect([filter.key, value, got.toSorted()]).toEqual([
                filter.key,
                value,
                all
                  .filter(fits)
                  .map((r) => r.id)
                  .toSorted(),
              ])
            else expect(got.length).toBeLessThanOrEqual(all.length)
          }
        } else if (filter.type === 'date') {
          const [none, every] = filter.key.startsWith('to')
            ? ['1990-01-01', '2090-01-01']
            : ['2090-01-01', '1990-01-01']
          expect([filter.key, none, await ask(none!)]).toEqual([filter.key, none, []])
          expect([filter.key, every, (await ask(every!)).length]).toEqual([filter.key, every, all.length])
        } else {
          const yes = new Set(await ask('true'))
          expect((await ask('false')).filter((id) => yes.has(id))).toEqual([])
        }
        const nonsense = await world.fetch(
          user,
          `/api/registers/${register.id}?${new URLSearchParams({ filters: JSON.stringify({ [filter.key]: 'no such value' }) })}`,
        )
        expect([filter.key, nonsense.status < 500]).toEqual([filter.key, true])
      }
    })

    it('is not sorted by what its readers may not see', () => {
      if (register.columns.some((c) => c.key === register.sort.key && !c.personal)) return
      // The cursor of a page holds the value it stopped at.
      const blind = Object.keys(POSTS).filter(
        (p) => rightsOf(p).has(register.right) && !rightsOf(p).has('person.read'),
      )
      expect(blind).toEqual([])
    })
  })

  function inOrder(where: string, column: Column, values: unknown[], desc: boolean): void {
    const known = values.filter((v) => v !== null)
    expect([where, values.slice(0, known.length).filter((v) => v === null)]).toEqual([where, []])
    // Words follow the collation of the database; numbers and times have one order everywhere.
    if (!['integer', 'number', 'date', 'datetime'].includes(column.type)) return
    const wrong = known.findIndex((v, i) => i > 0 && (desc ? v! > known[i - 1]! : v! < known[i - 1]!))
    expect([where, wrong]).toEqual([where, -1])
  }

  it('of a figure shows every row once, by every column, empty ones last', async () => {
    const user = await as('district-commander')
    for (const column of allFigures.get('cases.confirmed')!.columns.filter((c) => c.sortable)) {
      const seen: Row[] = []
      let cursor: string | undefined
      let count = 0
      do {
        const page = await user.api.platform.figures.rows({
          id: 'cases.confirmed',
          sort: column.key,
          limit: 25,
          cursor,
        })
        seen.push(...(page.rows as Row[]))
        count = page.count
        cursor = page.next
      } while (cursor)
      expect([column.key, new Set(seen.map((r) => r.id)).size, seen.length]).toEqual([
        column.key,
        count,
        count,
      ])
      inOrder(
        column.key,
        column,
        seen.map((r) => r[column.key]),
        false,
      )
    }
  })

  it('goes backwards only when it is asked to', async () => {
    const user = await as('district-commander')
    const [first] = (await pages(user, 'people', { sort: 'birth_year', desc: false })).rows
    const [last] = (await pages(user, 'people', { sort: 'birth_year', desc: true })).rows
    expect(Number(first!.birth_year)).toBeLessThan(Number(last!.birth_year))
  })

  it('refuses a column it does not have, and a mark that is not its own', async () => {
    const user = await as('district-commander')
    const ask = (asked: object) => user.api.platform.registers.rows({ id: 'people', limit: 5, ...asked })
    for (const sort of ['name_key', 'national_id', 'no_such', 'id; drop table vx.person']) {
      await expectProblem(ask({ sort }), 'input-invalid')
    }
    const mark = (v: unknown) => Buffer.from(JSON.stringify(v)).toString('base64url')
    for (const cursor of ['!', 'e30', mark({ v: {}, id: 'x' }), mark({ v: 'a', id: 7 })]) {
      await expectProblem(ask({ cursor }), 'input-invalid')
    }
    await expectProblem(ask({ limit: 501 }), 'input-invalid')
    await expectProblem(ask({ filters: '{' }), 'input-invalid')
  })

  it('refuses the mark of another order instead of breaking', async () => {
    const user = await as('district-commander')
    const byArea = await user.api.platform.registers.rows({ id: 'people', sort: 'area', limit: 5 })
    const mixed = user.api.platform.registers.rows({
      id: 'people',
      sort: 'birth_year',
      limit: 5,
      cursor: byArea.next,
    })
    await expectProblem(mixed, 'input-invalid')
  })

  describe('shown to a post that may not know who people are', () => {
    const blind = [...allRegisters.values()].flatMap((r) => {
      const kind = holder(false, r.right)
      return kind && r.columns.some((c) => c.personal) ? [{ id: r.id, kind, register: r }] : []
    })
    const lists = [...allFigures.values()].flatMap((f) => {
      const kind = holder(false, f.right, 'figure.open')
      return kind && f.columns.some((c) => c.personal) ? [{ id: f.id, kind, figure: f }] : []
    })
    const personal = (columns: Column[]) => columns.filter((c) => c.personal).map((c) => c.key)

    /** What a reader sees in the personal columns: none of it may reach the others. */
    async function secrets(rows: Row[], columns: Column[]): Promise<string[]> {
      const values = rows.flatMap((r) => personal(columns).map((k) => r[k]))
      return [...new Set(values.filter((v): v is string => typeof v === 'string' && v.length > 5))]
    }

    it('there are such posts and such lists', () => {
      expect(blind.length).toBeGreaterThan(0)
      expect(lists.length).toBeGreaterThan(0)
    })

    it.each(blind)(
      '$id for $kind has no personal column, in rows and in files',
      async ({ id, kind, register }) => {
        const reader = await as(holder(true, register.right)!)
        const known = await secrets((await pages(reader, id, {})).rows, register.columns)
        const user = await as(kind)
        const page = await user.api.platform.registers.rows({ id, limit: 500 })
        expect(page.columns.map((c) => c.key).filter((k) => personal(register.columns).includes(k))).toEqual(
          [],
        )
        const told = JSON.stringify(page.rows)
        expect(known.filter((k) => told.includes(k))).toEqual([])
        for (const sort of personal(register.columns)) {
          await expectProblem(user.api.platform.registers.rows({ id, sort }), 'input-invalid')
        }
        if (!rightsOf(kind).has('export.make')) return
        const file = await (await world.fetch(user, `/api/registers/${id}/export.csv`)).text()
        expect(file.split('\n').length).toBeGreaterThan(page.rows.length)
        expect(known.filter((k) => file.includes(k))).toEqual([])
      },
    )

    it.each(blind)('$id for $kind cannot be searched by what it hides', async ({ id, kind, register }) => {
      const reader = await as(holder(true, register.right)!)
      const user = await as(kind)
      const mine = new Set((await pages(user, id, {})).rows.map((r) => r.id))
      const shared = (await pages(reader, id, {})).rows.filter((r) => mine.has(r.id))
      const tries = (await secrets(shared, register.columns)).slice(0, 5)
      // A demo district without such rows says nothing about them.
      expect([shared.length, tries.length > 0]).toEqual([shared.length, shared.length > 0])
      for (const q of tries) {
        expect([q, (await pages(reader, id, { q })).count > 0]).toEqual([q, true])
        expect([q, (await pages(user, id, { q })).count]).toEqual([q, 0])
      }
    })

    it.each(lists)(
      '$id for $kind has no personal column, in rows and in files',
      async ({ id, kind, figure }) => {
        const reader = await as(holder(true, figure.right, 'figure.open')!)
        const open = (user: User) => user.api.platform.figures.rows({ id, limit: 500 })
        const known = await secrets((await open(reader)).rows as Row[], figure.columns)
        const user = await as(kind)
        const page = await open(user)
        expect(page.columns.map((c) => c.key).filter((k) => personal(figure.columns).includes(k))).toEqual([])
        const told = JSON.stringify(page.rows)
        expect(known.filter((k) => told.includes(k))).toEqual([])
        for (const sort of personal(figure.columns)) {
          await expectProblem(user.api.platform.figures.rows({ id, sort }), 'input-invalid')
        }
        if (!rightsOf(kind).has('export.make')) return
        const file = await (await world.fetch(user, `/api/figures/${id}/export.csv`)).text()
        expect(known.filter((k) => file.includes(k))).toEqual([])
      },
    )
  })

  describe('handed out as a file', () => {
    it('has every row of the register, and the names for a post that may know them', async () => {
      const user = await as('district-clerk')
      const { rows, count } = await pages(user, 'people', {})
      const file = await (await world.fetch(user, '/api/registers/people/export.csv')).text()
      expect(file.trim().split('\n')).toHaveLength(count + 1)
      expect(rows.filter((r) => !file.includes(String(r.full_name)))).toEqual([])
    })

    it('has as many rows as the figure counts', async () => {
      const user = await as('district-clerk')
      const { count } = await user.api.platform.figures.count({ id: 'cases.confirmed' })
      expect(count).toBeGreaterThan(0)
      const file = await (await world.fetch(user, '/api/figures/cases.confirmed/export.csv')).text()
      expect(file.trim().split('\n')).toHaveLength(count + 1)
    })

    it('is refused for a nonsensical question, and nothing breaks', async () => {
      const user = await as('district-clerk')
      for (const path of [
        '/api/figures/cases.confirmed/export.csv?asOf=yesterday',
        '/api/figures/cases.confirmed/export.csv?from=tomorrow',
        '/api/figures/cases.confirmed/export.csv?areaId=here',
        '/api/registers/people/export.csv?areaId=here',
        '/api/registers/people/export.pdf',
      ]) {
        const { status } = await world.fetch(user, path)
        expect([path, status >= 400 && status < 500]).toEqual([path, true])
      }
    })
  })
})

describe('The search for people', () => {
  let world: World
  let commander: User
  beforeAll(async () => {
    world = await openWorld()
    commander = await world.signIn('district-commander')
  })
  afterAll(() => world?.close())

  const bare = (name: string) =>
    name
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/đ/g, 'd')
      .replace(/Đ/g, 'D')
      .toLowerCase()
  const names = async (q: string) =>
    (await commander.api.people.search({ q, limit: 50 })).map((p) => p.fullName.normalize('NFC')).sort()

  it.each(SEARCH_TRAPS)('is not fooled by $why', async ({ people }) => {
    const wanted = people.map(([name]) => name.normalize('NFC')).sort()
    for (const [name] of people) {
      const words = bare(name).split(' ')
      for (const q of [
        name,
        bare(name),
        bare(name).toUpperCase(),
        [...words].reverse().join(' '),
        `  ${words.join('  ')} `,
      ]) {
        const found = await names(q)
        expect([q, wanted.filter((w) => !found.includes(w))]).toEqual([q, []])
        expect([q, found.length >= wanted.length]).toEqual([q, true])
      }
    }
  })

  it('finds the same in the register as in the field at the top', async () => {
    for (const { people } of SEARCH_TRAPS) {
      const q = bare(people[0]![0])
      const page = await commander.api.platform.registers.rows({ id: 'people', q, limit: 50 })
      expect(page.rows.map((r) => String(r.full_name).normalize('NFC')).sort()).toEqual(await names(q))
    }
  })

  it('takes signs with a meaning to the database as signs', async () => {
    for (const q of ['%', '_', '%%%', '\\', "'", 'Nguyễn%Hương', '   '])
      expect([q, await names(q)]).toEqual([q, []])
  })

  it('knows a whole phone number and not the beginning of one', async () => {
    const { rows } = await world.pool.query<{ full_name: string; phone: string }>(
      `select full_name, phone from vx.person p where phone is not null and area_id = any (
         select descendant_id from vx.area_tree t join vx.area a on a.id = t.ancestor_id where a.code = '008')
       and (select count(*) from vx.person o where o.phone = p.phone) = 1 limit 1`,
    )
    const [known] = rows
    expect(await names(known!.phone)).toEqual([known!.full_name.normalize('NFC')])
    expect(await names(known!.phone.slice(0, -1))).toEqual([])
  })

  it('stays inside the area of who asks', async () => {
    const nurse = await world.signIn('ward-nurse', 'Đại Kim')
    const { rows } = await world.pool.query<{ id: number }>(
      `select descendant_id as id from vx.area_tree where ancestor_id = $1`,
      [await world.areaId('Đại Kim')],
    )
    const inside = new Set(rows.map((r) => r.id))
    const found = await nurse.api.people.search({ q: 'nguyen', limit: 50 })
    expect(found.length).toBeGreaterThan(0)
    expect(found.filter((p) => !inside.has(p.areaId))).toEqual([])
  })
})
