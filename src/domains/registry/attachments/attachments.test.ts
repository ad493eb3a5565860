import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import { withoutTold } from './content.ts'

const segment = (marker: number, content: string) => {
  const body = Buffer.from(content, 'latin1')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(body.length + 2)
  return Buffer.concat([Buffer.from([0xff, marker]), length, body])
}
const jpeg = (...segments: Buffer[]) =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...segments,
    segment(0xda, '\x01\x01\x00\x00\x3f\x00'),
    Buffer.from('picture of the checkpoint'),
    Buffer.from([0xff, 0xd9]),
  ])
const TABLE = segment(0xdb, 'quantisation')
const EXIF = segment(0xe1, 'Exif\0\0GPS 20.97 105.85 Nguyen Van Camera')

describe('A JPEG', () => {
  it('loses what its camera wrote and keeps the picture, byte for byte', () => {
    const plain = jpeg(TABLE)
    expect(withoutTold(jpeg(EXIF, TABLE, segment(0xfe, 'a comment'), segment(0xed, 'IPTC')))).toEqual(plain)
    expect(withoutTold(plain)).toEqual(plain)
    // A second picture behind the end, as telephones append one, goes with all it tells.
    expect(withoutTold(Buffer.concat([plain, jpeg(EXIF, TABLE)]))).toEqual(plain)
  })

  it.each([
    ['ends in the middle of a segment', Buffer.concat([Buffer.from([0xff, 0xd8]), EXIF.subarray(0, 9)])],
    ['has a segment of no length', Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0, 0xff, 0xda, 0, 2])],
    ['is only a beginning', Buffer.from([0xff, 0xd8, 0xff])],
  ])('that %s is refused', (_, content) => {
    expect(() => withoutTold(content)).toThrow(expect.objectContaining({ code: 'file-kind-refused' }))
  })
})

describe('Photos and files of a task', () => {
  let world: World
  let nurse: User
  let chair: User
  let elsewhere: User
  let taskId: string

  beforeAll(async () => {
    world = await openWorld()
    ;[nurse, chair, elsewhere] = await Promise.all([
      world.signIn('ward-nurse', 'Mai Động'),
      world.signIn('ward-chair', 'Mai Động'),
      world.signIn('ward-nurse', 'Đại Kim'),
    ])
    taskId = (await nurse.api.tasks.inbox({})).mine[0]!.id
  })
  afterAll(() => world.close())

  const add = async (user: User, name: string, body: Buffer, fields: Record<string, string> = {}) => {
    const form = new FormData()
    for (const [key, value] of Object.entries({ subjectId: taskId, ...fields })) form.append(key, value)
    form.append('file', new Blob([new Uint8Array(body)]), name)
    const response = await world.fetch(user, '/api/tasks/files', { method: 'POST', body: form })
    return { status: response.status, body: (await response.json()) as { id: string; code?: string } }
  }
  const files = async () => (await nurse.api.tasks.get({ id: taskId })).files

  it('are kept with place and time, come back as they are, and leave a trace when opened', async () => {
    const place = { latitude: '20.9812', longitude: '105.8621', accuracy: '12' }
    const added = await add(nurse, 'chot-1.jpg', jpeg(EXIF, TABLE), { ...place, note: 'Chốt đầu ngõ 35' })
    expect(added.status).toBe(200)
    expect(await files()).toEqual([
      expect.objectContaining({
        id: added.body.id,
        type: 'image/jpeg',
        note: 'Chốt đầu ngõ 35',
        place: { latitude: 20.9812, longitude: 105.8621, accuracy: 12 },
        mine: true,
        withdrawn: null,
      }),
    ])
    const path = `/api/tasks/files/${added.body.id}`
    const opened = await world.fetch(chair, path)
    expect(Buffer.from(await opened.arrayBuffer())).toEqual(jpeg(TABLE))
    expect(opened.headers.get('content-type')).toBe('image/jpeg')
    const { rows } = await world.pool.query(
      `select count(*)::int as n from platform.audit where action = 'file.export' and subject_id = $1`,
      [path],
    )
    expect(rows[0].n).toBe(1)
    // Another ward sees neither the task nor what belongs to it.
    expect((await world.fetch(elsewhere, path)).status).toBe(404)
    expect((await add(elsewhere, 'chot.jpg', jpeg(TABLE))).body.code).toBe('not-found')
  })

  it('sent twice are there once', async () => {
    const before = await files()
    const again = await add(nurse, 'other-name.jpg', jpeg(TABLE))
    expect(again.body.id).toBe(before[0]!.id)
    expect(await files()).toHaveLength(before.length)
  })

  it('are what their content says, not their name', async () => {
    expect((await add(nurse, 'anh.jpg', Buffer.from('MZ\x90\0 a program'))).body.code).toBe(
      'file-kind-refused',
    )
    expect((await add(nurse, 'anh.jpg', Buffer.from('<svg onload="alert(1)"/>'))).body.code).toBe(
      'file-kind-refused',
    )
    expect((await add(nurse, 'trong.pdf', Buffer.alloc(0))).body.code).toBe('file-empty')
    expect(
      (await add(nurse, 'lon.pdf', Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(10_000_000)]))).body
        .code,
    ).toBe('file-too-large')
    expect((await add(nurse, 'bien-ban.jpg', Buffer.from('%PDF-1.7 minutes'))).status).toBe(200)
    expect((await files()).at(-1)).toMatchObject({ name: 'bien-ban.jpg', type: 'application/pdf' })
    const bad = await add(nurse, 'a.jpg', jpeg(TABLE), { latitude: '120' })
    expect(bad.body).toMatchObject({
      code: 'input-invalid',
      details: { fields: { latitude: expect.anything() } },
    })
  })

  it('are taken back by whoever added them: the content goes, the line and the reason stay', async () => {
    const [photo] = await files()
    const input = { id: photo!.id, reason: 'Chụp nhầm người đi đường' }
    await expectProblem(chair.api.attachments.withdraw(input), 'attachment-of-another')
    await expectProblem(elsewhere.api.attachments.withdraw(input), 'not-found')
    const city = await world.signIn('city-cdc')
    await expectProblem(city.api.attachments.withdraw(input), 'right-missing')
    await nurse.api.attachments.withdraw(input)
    await nurse.api.attachments.withdraw(input)
    expect((await files())[0]!.withdrawn).toMatchObject({ reason: input.reason })
    expect((await world.fetch(nurse, `/api/tasks/files/${photo!.id}`)).status).toBe(404)
    const { rows } = await world.pool.query('select content from vx.attachment where id = $1', [photo!.id])
    expect(rows[0].content).toBeNull()
  })

  it('of a task that is done stay: what was decided on is not taken away afterwards', async () => {
    const added = await add(nurse, 'bien-ban-2.pdf', Buffer.from('%PDF-1.7 second minutes'))
    const { task } = await nurse.api.tasks.get({ id: taskId })
    await nurse.api.tasks.complete({ id: taskId, version: task.version, note: 'Đã làm xong' })
    const input = { id: added.body.id, reason: 'Không muốn để lại' }
    await expectProblem(nurse.api.attachments.withdraw(input), 'task-done-already')
    await nurse.api.tasks.reopen({ id: taskId, version: task.version + 1 })
    await nurse.api.attachments.withdraw(input)
  })

  it('are fifty at most', async () => {
    await world.pool.query(
      `insert into vx.attachment select gen_random_uuid(), area_id, subject_type, subject_id, 'trang ' || n || '.pdf', 'application/pdf',
         1, 'x' || n, '\\x25', '', null, null, null, null, added_at, 'test', 'Lê Thu Trang', 'ward-nurse', null, null
       from vx.attachment, generate_series(1, 50) n where subject_id = $1 and withdrawn_at is null limit 50`,
      [taskId],
    )
    expect((await add(nurse, 'nua.pdf', Buffer.from('%PDF-1.7 one more'))).body.code).toBe('files-too-many')
  })
})
