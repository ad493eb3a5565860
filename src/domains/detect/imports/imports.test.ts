import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import type { Batch } from './contract.ts'
import {
  checked,
  committed,
  csv,
  handIn,
  outcomes,
  PEOPLE_COLUMNS,
  people,
  undone,
  uploaded,
} from './testing.ts'

describe('An import', () => {
  let world: World
  let lan: User
  let nurse: User

  beforeAll(async () => {
    world = await openWorld()
    lan = await world.signIn('epidemiologist')
    nurse = await world.signIn('ward-nurse', 'Mai Động')
  })
  afterAll(() => world.close())

  const bring = (name: string, rows: string[][], columns = PEOPLE_COLUMNS, user = lan) =>
    uploaded(world, user, { name, body: csv(columns, rows) })
  const problemOf = async (response: Response) => ((await response.json()) as { code: string }).code

  describe('is for those whose work it is', () => {
    it('and refused to the ward chair, who may read but not bring lists', async () => {
      const chair = await world.signIn('ward-chair', 'Mai Động')
      const batch = await bring('quyen.csv', people(1))
      const { id } = batch
      expect(await problemOf(await handIn(world, chair, { name: 'a.csv', body: 'id,age\n1,2\n' }))).toBe(
        'right-missing',
      )
      const input = { id, version: batch.version }
      await expectProblem(chair.api.imports.vocabulary(), 'right-missing')
      await expectProblem(chair.api.imports.get({ id }), 'right-missing')
      await expectProblem(chair.api.imports.values({ id, column: 'x' }), 'right-missing')
      await expectProblem(chair.api.imports.rows({ id }), 'right-missing')
      await expectProblem(chair.api.imports.reviews({ id }), 'right-missing')
      await expectProblem(
        chair.api.imports.check({ ...input, kind: 'cases', mapping: {}, options: batch.options }),
        'right-missing',
      )
      await expectProblem(
        chair.api.imports.decide({ id, reviewId: id, version: 1, decision: 'new' }),
        'right-missing',
      )
      await expectProblem(chair.api.imports.commit(input), 'right-missing')
      await expectProblem(chair.api.imports.undo({ ...input, reason: 'nhầm' }), 'right-missing')
      await expectProblem(chair.api.imports.discard(input), 'right-missing')
      expect((await world.fetch(chair, `/api/imports/${id}/rows.xlsx`)).status).toBe(403)
      expect((await world.fetch(undefined, '/api/imports/upload', { method: 'POST' })).status).toBe(401)
      await lan.api.imports.discard(input)
    })

    it('and kept inside the area of the one who brings it', async () => {
      const elsewhere = await world.areaId('Yên Sở')
      const body = csv(PEOPLE_COLUMNS, people(1))
      const response = await handIn(world, nurse, {
        name: 'a.csv',
        body,
        fields: { areaId: String(elsewhere) },
      })
      expect(await problemOf(response)).toBe('outside-area')
      const district = await bring('quan.csv', people(1))
      await expectProblem(nurse.api.imports.get({ id: district.id }), 'not-found')
      const mine = await bring(
        'phuong.csv',
        [['1', 'Trịnh Văn Nam', '1980', 'Nam', 'Yên Sở', '1/8/2021', '2/8/2021']],
        PEOPLE_COLUMNS,
        nurse,
      )
      const done = await checked(world, nurse, mine)
      expect(done.reasons.map((r) => r.code)).toContain('area-outside')
      await expectProblem(
        nurse.api.imports.check({
          id: done.id,
          version: done.version,
          kind: 'cases',
          mapping: done.mapping,
          options: { ...done.options, defaultAreaId: elsewhere },
        }),
        'input-invalid',
      )
      for (const b of [district, done]) {
        await (b === done ? nurse : lan).api.imports.discard({ id: b.id, version: b.version })
      }
    })
  })

  describe('refuses a file', () => {
    it.each([
      ['that is no table', 'don.csv', '<html><body>x</body></html>', 'file-not-a-table'],
      ['that is empty', 'rong.csv', '', 'file-empty'],
      ['that has headers and no rows', 'tieu-de.csv', 'id,name\n', 'file-empty'],
      ['that calls itself Excel and is a letter', 'thu.xlsx', 'Kính gửi anh Nam', 'file-not-a-table'],
    ])('%s', async (_, name, body, code) => {
      expect(await problemOf(await handIn(world, lan, { name, body }))).toBe(code)
    })

    it('when none is sent, or the kind is unknown', async () => {
      const form = new FormData()
      form.append('areaId', '1')
      expect(
        await problemOf(await world.fetch(lan, '/api/imports/upload', { method: 'POST', body: form })),
      ).toBe('file-missing')
      const response = await handIn(world, lan, {
        name: 'a.csv',
        body: csv(PEOPLE_COLUMNS, people(1)),
        fields: { kind: 'xyz' },
      })
      expect(await problemOf(response)).toBe('input-invalid')
    })
  })

  describe('goes step by step', () => {
    it('and is not checked without a column that tells who', async () => {
      const batch = await bring('thieu.csv', people(1))
      const { 'Họ tên': _, 'Mã ca': __, ...rest } = batch.mapping
      const input = { id: batch.id, version: batch.version, kind: 'cases' as const, options: batch.options }
      const problem = await expectProblem(
        lan.api.imports.check({ ...input, mapping: rest }),
        'import-mapping-incomplete',
      )
      expect(problem.details.fields).toEqual(['fullName'])
      await expectProblem(
        lan.api.imports.check({ ...input, mapping: { ...rest, Khác: 'fullName' } }),
        'input-invalid',
      )
      await expectProblem(
        lan.api.imports.check({ ...input, mapping: { ...rest, 'Họ tên': 'sourceId' } }),
        'input-invalid',
      )
      await expectProblem(
        lan.api.imports.check({ ...input, mapping: { ...batch.mapping, 'Giới tính': 'fullName' } }),
        'input-invalid',
      )
      await expectProblem(
        lan.api.imports.check({
          ...input,
          mapping: batch.mapping,
          options: { ...batch.options, disease: 'xyz' },
        }),
        'input-invalid',
      )
      await expectProblem(
        lan.api.imports.check({ ...input, kind: 'relationships', mapping: {} }),
        'import-mapping-incomplete',
      )
      await lan.api.imports.discard({ id: batch.id, version: batch.version })
    })

    it('and neither enters before it is checked, nor undoes before it is entered, nor is discarded after', async () => {
      let batch = await bring('buoc.csv', people(2))
      const input = () => ({ id: batch.id, version: batch.version })
      await expectProblem(lan.api.imports.commit(input()), 'import-not-ready')
      await expectProblem(lan.api.imports.undo({ ...input(), reason: 'nhầm tệp' }), 'import-not-ready')
      batch = await checked(world, lan, batch)
      await expectProblem(lan.api.imports.undo({ ...input(), reason: 'nhầm tệp' }), 'import-not-ready')
      await expectProblem(
        lan.api.imports.commit({ id: batch.id, version: batch.version - 1 }),
        'stale-version',
      )
      batch = await committed(world, lan, batch)
      await expectProblem(lan.api.imports.discard(input()), 'import-not-ready')
      await expectProblem(
        lan.api.imports.check({ ...input(), kind: 'cases', mapping: batch.mapping, options: batch.options }),
        'import-not-ready',
      )
      await expectProblem(lan.api.imports.commit(input()), 'import-nothing-to-commit')
      batch = await undone(world, lan, batch)
      await expectProblem(lan.api.imports.undo({ ...input(), reason: 'nhầm tệp' }), 'import-not-ready')
      expect(await lan.api.imports.discard(input())).toEqual({ removed: 2 })
      await expectProblem(lan.api.imports.get({ id: batch.id }), 'not-found')
    })

    it('and can be checked again under another mapping as long as nothing is entered', async () => {
      let batch = await checked(world, lan, await bring('lai.csv', people(3)))
      const { Phường: _, ...mapping } = batch.mapping
      batch = await checked(world, lan, batch, { mapping })
      expect(batch.reasons).toContainEqual({ code: 'area-missing', level: 'warn', count: 3 })
      expect(outcomes(batch)).toEqual({ create: 3 })
      await lan.api.imports.discard({ id: batch.id, version: batch.version })
    })

    it('and keeps the mapping that was settled for the next file with the same headers', async () => {
      const columns = ['A', 'B', 'C']
      const rows = [['Q1', 'Tạ Thu Thảo', 'F']]
      let batch = await bring('la.csv', rows, columns)
      expect(batch.mapping).toEqual({})
      batch = await checked(world, lan, batch, {
        mapping: { A: 'outsideId', B: 'fullName', C: 'sex' },
        options: { dateOrder: 'mdy' },
      })
      const next = await bring('la-2.csv', rows, ['C', 'A', 'B'])
      expect(next.mapping).toEqual({ A: 'outsideId', B: 'fullName', C: 'sex' })
      expect(next.options.dateOrder).toBe('mdy')
      for (const b of [batch, next]) await lan.api.imports.discard({ id: b.id, version: b.version })
    })

    it('and learns what a way of writing means, for values and for places', async () => {
      const rows = [['V1', 'Kiều Gia Hân', '1980', 'Phái đẹp', 'Xóm Chùa', '1/8/2021', '2/8/2021']]
      let batch = await bring('gia-tri.csv', rows)
      const { values } = await lan.api.imports.values({ id: batch.id, column: 'Giới tính' })
      expect(values).toEqual([{ value: 'Phái đẹp', count: 1 }])
      batch = await checked(world, lan, batch, { mapping: { ...batch.mapping, Phường: 'area' } })
      expect(batch.reasons.map((r) => r.code)).toEqual(
        expect.arrayContaining(['value-not-understood', 'area-unknown']),
      )
      const ward = await world.areaId('Lĩnh Nam')
      batch = await checked(world, lan, batch, {
        options: { values: { sex: { 'phai dep': 'female' }, area: { 'xom chua': String(ward) } } },
      })
      const { rows: read } = await lan.api.imports.rows({ id: batch.id })
      expect(read[0]!.values).toMatchObject({ sex: 'female', areaId: ward })
      expect(batch.reasons.map((r) => r.code)).not.toContain('area-unknown')
      await lan.api.imports.discard({ id: batch.id, version: batch.version })
    })
  })

  it('of contacts names the case by the code it has here, and puts the contact on its list', async () => {
    const patient = await lan.api.people.create({
      fullName: 'Ngô Bá Khá',
      areaId: await world.areaId('Mai Động'),
      birthYear: 1988,
      nationality: 'VN',
    })
    const { id: caseId, code } = await lan.api.surveillance.report({
      personId: patient.id,
      disease: 'covid-19',
      onsetDate: '2021-08-03',
    })
    const columns = [
      'Họ tên',
      'Năm sinh',
      'Giới tính',
      'Phường',
      'F0 liên quan',
      'Ngày tiếp xúc cuối',
      'Hình thức tiếp xúc',
    ]
    const rows = [
      ['Lại Văn Sâm', '1970', 'Nam', 'Mai Động', code, '4/8/2021', 'Cùng nhà'],
      ['Lại Thị Mây', '1972', 'Nữ', 'Mai Động', 'HM-2021-9999', '4/8/2021', ''],
      ['Ngô Bá Khá', '1988', '', 'Mai Động', code, '4/8/2021', ''],
      ['Lại Văn Sâm', '1970', 'Nam', 'Mai Động', code, '4/8/2021', 'Cùng nhà'],
      ['Lại Đức Anh', '1999', 'Nam', 'Mai Động', code, '', 'gặp ở chợ'],
    ]
    let batch = await checked(world, lan, await bring('f1.csv', rows, columns))
    expect(batch.kind).toBe('contacts')
    const { rows: read } = await lan.api.imports.rows({ id: batch.id })
    expect(read.map((r) => [r.line, r.outcome])).toEqual([
      [2, 'create'],
      [3, 'refuse'],
      [4, 'review'],
      [5, 'review'],
      [6, 'refuse'],
    ])
    expect(read[1]!.reasons).toContainEqual({
      code: 'end-unknown',
      level: 'refuse',
      params: { field: 'caseId', value: 'HM-2021-9999' },
    })
    expect(read[4]!.reasons.map((r) => r.code)).toEqual(
      expect.arrayContaining(['contact-date-unknown', 'value-not-understood']),
    )
    batch = await committed(world, lan, batch)
    expect(outcomes(batch)).toEqual({ created: 1, queued: 2, refused: 2 })
    const list = await lan.api.tracing.ofCase({ caseId })
    expect(list.people.map((p) => [p.fullName, p.contacts[0]!.closeness])).toEqual([
      ['Lại Văn Sâm', 'household'],
    ])
    // The queue still holds the other two; deciding that a contact is the case itself is refused, with the reason.
    const { reviews } = await lan.api.imports.reviews({ id: batch.id })
    const self = reviews.find((r) => r.line === 4)!
    const decided = await lan.api.imports.decide({
      id: batch.id,
      reviewId: self.id,
      version: self.version,
      decision: 'same',
      personId: patient.id,
    })
    expect(decided.reasons.map((r) => r.code)).toContain('end-same')
    const twice = reviews.find((r) => r.line === 5)!
    const known = twice.candidates[0]!.personId
    expect(
      await lan.api.imports.decide({
        id: batch.id,
        reviewId: twice.id,
        version: twice.version,
        decision: 'same',
        personId: known,
      }),
    ).toMatchObject({ outcome: 'match' })
    batch = await committed(world, lan, await lan.api.imports.get({ id: batch.id }))
    expect(outcomes(batch)).toEqual({ created: 1, matched: 1, refused: 3 })
    await undone(world, lan, batch)
  })

  it('is listed with its counts, and its rows can be found by outcome', async () => {
    const listed = ['Trịnh Công Danh', 'Trịnh Công Lợi'].map((name, i) => [
      `S${i}`,
      name,
      '1966',
      'Nam',
      'Mai Động',
      '1/8/2021',
      '2/8/2021',
    ])
    const batch: Batch = await committed(
      world,
      lan,
      await checked(world, lan, await bring('so-sach.csv', listed)),
    )
    const list = await lan.api.platform.registers.rows({ id: 'imports', q: 'so-sach' })
    expect(list.rows).toEqual([
      expect.objectContaining({ id: batch.id, state: 'committed', row_count: 2, created: 2, refused: 0 }),
    ])
    const rows = await lan.api.platform.registers.rows({
      id: 'import-rows',
      q: 'so-sach',
      filters: JSON.stringify({ outcome: 'created' }),
    })
    expect(rows.rows.map((r) => [r.line, r.full_name]).sort()).toEqual([
      [2, 'Trịnh Công Danh'],
      [3, 'Trịnh Công Lợi'],
    ])
    await undone(world, lan, batch)
  })
})
