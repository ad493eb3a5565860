import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allFigures, allRegisters } from '../../src/app.ts'
import { handIn } from '../../src/domains/detect/imports/testing.ts'
import { zipOf } from '../../src/platform/files/spreadsheet.samples.ts'
import { DEFAULT_LIMITS } from '../../src/platform/files/table.ts'
import { openWorld, type User, type World } from '../harness/world.ts'
import { type Planted, plant } from './planted.ts'
import { refusal, sizes } from './refusals.ts'
import { textOfZip } from './zipped.ts'

/** VX_LONG=1 sends a whole gigabyte; the suite a little more than what is taken. */
const TOO_MUCH = process.env.VX_LONG === '1' ? 1_000_000_000 : 70_000_000

let world: World
let nurse: User
let chair: User
let planted: Planted
let areaId: number
const expectRefusal = (code: string, send: () => Promise<Response>) => refusal(world, code, send)

beforeAll(async () => {
  world = await openWorld()
  nurse = await world.signIn('ward-nurse', 'Mai Động')
  chair = await world.signIn('ward-chair', 'Mai Động')
  areaId = await world.areaId('Mai Động')
  planted = await plant(world, 'Own', areaId, 1)
})
afterAll(() => world?.close())

describe('A file', () => {
  const hand = (name: string, body: string | Buffer) => () => handIn(world, nurse, { name, body })
  const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

  it.each<[string, string, string, string | Buffer]>([
    ['a picture called .xlsx', 'file-not-a-table', 'f0.xlsx', PNG],
    [
      'a program called .csv',
      'file-not-a-table',
      'f0.csv',
      Buffer.from('7f454c4602010100000000000000', 'hex'),
    ],
    ['a letter called .xlsx', 'file-not-a-table', 'f0.xlsx', 'Kính gửi Uỷ ban,\nXin báo cáo như sau.\n'],
    [
      'a ZIP that is no workbook',
      'file-not-a-table',
      'f0.xlsx',
      zipOf([{ name: 'a.txt', content: Buffer.from('a') }]),
    ],
    ['a ZIP inside a ZIP', 'file-not-a-table', 'f0.xlsx', zipOf([{ name: 'b.zip', content: bombOf(1) }])],
    [
      'a workbook cut in half',
      'file-not-a-table',
      'f0.xlsx',
      zipOf([{ name: 'a', content: PNG }]).subarray(0, 40),
    ],
    ['nothing', 'file-empty', 'f0.csv', ''],
    ['a ZIP of 300 MB in 300 kB', 'file-zip-bomb', 'f0.xlsx', bombOf(300)],
    ['a ZIP that says it is small', 'file-zip-bomb', 'f0.xlsx', lyingBomb()],
  ])('%s: %s', async (_, code, name, body) => {
    await expectRefusal(code, hand(name, body))
  })

  it('whose name no file system would take is taken by its content', async () => {
    const response = await handIn(world, nurse, {
      name: '../../etc/passwd\u202Exslx.csv',
      body: 'Họ và tên;Năm sinh\nĐỗ Thị Kiểm;1980\n',
    })
    expect(response.status).toBe(200)
    const { id } = (await response.json()) as { id: string }
    const batch = await nurse.api.imports.get({ id })
    expect(batch.fileName).not.toContain('/')
    expect(batch.rowCount).toBe(1)
  })

  it('larger than what is taken is stopped while it comes in, and leaves nothing on the disk', async () => {
    // Of this server: those of other test files come and go beside it.
    const own = `vx-upload-${process.pid}-`
    const uploads = async () => (await readdir(tmpdir())).filter((f) => f.startsWith(own))
    const earlier = await uploads()
    const before = await sizes(world)
    const memory = process.memoryUsage().rss
    const answer = await streamUp(TOO_MUCH)
    expect(JSON.parse(answer)).toMatchObject({ code: 'file-too-large', status: 413 })
    // The whole file would not fit into this.
    expect(process.memoryUsage().rss - memory).toBeLessThan(300_000_000)
    expect((await uploads()).filter((f) => !earlier.includes(f))).toEqual([])
    expect(await sizes(world)).toEqual(before)
    expect((await nurse.api.platform.me({})).postKind).toBe('ward-nurse')
  })
})

/** A ZIP with a part of so many million equal letters. */
function bombOf(megabytes: number): Buffer {
  return zipOf([{ name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(megabytes * 1_000_000, 'a') }])
}

/** A workbook whose sheet is 40 MB and is said to be 4 kB. */
function lyingBomb(): Buffer {
  const xml = (text: string) => Buffer.from(`<?xml version="1.0"?>${text}`)
  return zipOf([
    {
      name: 'xl/workbook.xml',
      content: xml(
        '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
      ),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: xml(
        '<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      ),
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: Buffer.concat([
        xml('<worksheet><sheetData>'),
        Buffer.alloc(40_000_000, '<row r="1"><c t="inlineStr"><is><t>a</t></is></c></row>'),
      ]),
      claimed: 4_000,
    },
  ])
}

/** Sends a form with a file of so many bytes, made while it is sent. */
async function streamUp(bytes: number): Promise<string> {
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="f0.csv"\r\n\r\n'
  const piece = Buffer.alloc(1_000_000, 'a;b\n')
  return new Promise((resolve, reject) => {
    const sent = request(
      `${world.origin}/api/imports/upload`,
      {
        method: 'POST',
        headers: { cookie: nurse.cookie, 'content-type': 'multipart/form-data; boundary=x' },
      },
      (response) => {
        let text = ''
        response.on('data', (d: Buffer) => {
          text += d.toString()
        })
        response.on('end', () => resolve(text))
      },
    )
    // The server may hang up once it has answered.
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (!['EPIPE', 'ECONNRESET'].includes(error.code ?? '')) reject(error)
    })
    const body = Readable.from(
      (async function* () {
        yield Buffer.from(head)
        for (let left = bytes; left > 0; left -= piece.length) yield piece
        yield Buffer.from('\r\n--x--\r\n')
      })(),
    )
    pipeline(body, sent).catch(() => undefined)
  })
}

describe('A name that a spreadsheet would run', () => {
  const FORMULAS = [
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1+1',
    '\r=1+1',
    '=HYPERLINK("http://x","y")',
    '＝1+1',
  ]
  const RUNS = /^[=+\-@\t\r＝＋－＠]/u
  const NUMBER = /^[+-]?\d+([.,]\d+)?$/

  beforeAll(async () => {
    // As the worst file or an older program may have left them in the database.
    for (const [i, formula] of FORMULAS.entries()) {
      await world.pool.query(
        `insert into vx.person (id, area_id, full_name, occupation, phone) values (gen_random_uuid(), $1, $2, $2, $2)`,
        [areaId, `${formula} ${i}`],
      )
    }
    await world.pool.query('update vx.person set full_name = $2 where id = $1', [
      planted.ids.person,
      '=cmd|1',
    ])
    await world.pool.query('update vx.person set full_name = $2 where id = $1', [planted.ids.met, '@SUM(1)'])
    await world.pool.query(
      `insert into vx.team (id, area_id, kind, name, since) values (gen_random_uuid(), $1, 'community', '=1+1', '2021-08-01')`,
      [areaId],
    )
  })

  /** Cells of a CSV, quotes taken off. */
  const cellsOf = (csv: string) =>
    [...csv.replace(/^\uFEFF/, '').matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(?:,|\r\n|$)/g)].map((m) =>
      m[1]!.startsWith('"') ? m[1]!.slice(1, -1).replaceAll('""', '"') : m[1]!,
    )

  it('is a text in every export of a register and of a figure', async () => {
    const lists = [
      ...[...allRegisters.keys()].map((id) => `/api/registers/${id}/export`),
      ...[...allFigures.keys()].map((id) => `/api/figures/${id}/export`),
    ]
    let defused = 0
    for (const list of lists) {
      const csv = await world.fetch(nurse, `${list}.csv`)
      if (csv.status !== 200) continue
      const cells = cellsOf(await csv.text())
      expect({ list, runs: cells.filter((c) => RUNS.test(c) && !NUMBER.test(c)) }).toEqual({ list, runs: [] })
      defused += cells.filter((c) => c.startsWith("'")).length
      const book = await world.fetch(nurse, `${list}.xlsx`)
      const xml = await textOfZip(Buffer.from(await book.arrayBuffer()), DEFAULT_LIMITS)
      expect({ list, formulas: xml.match(/<f[ >]/g) }).toEqual({ list, formulas: null })
    }
    // They were there: each formula in name, occupation and phone of the register of people, and in the lists of the sick.
    expect(defused).toBeGreaterThan(20)
  })

  it('is a text in the rows of an import and in the lists of a report', async () => {
    const response = await handIn(world, nurse, {
      name: '=cmd.csv',
      body: '=Tên;Năm sinh\n=1+1;1980\n@SUM(A1);1981\n',
    })
    const { id } = (await response.json()) as { id: string }
    for (const path of [`/api/imports/${id}/rows.xlsx`, `/api/reports/${planted.ids.report}/document.xlsx`]) {
      const book = await world.fetch(chair, path)
      const own = book.status === 403 ? await world.fetch(nurse, path) : book
      expect({ path, status: own.status }).toEqual({ path, status: 200 })
      const xml = await textOfZip(Buffer.from(await own.arrayBuffer()), DEFAULT_LIMITS)
      expect(xml).not.toMatch(/<f[ >]/)
      if (path.includes('imports')) expect(xml).toContain('@SUM(A1)')
    }
  })
})
