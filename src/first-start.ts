import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import pg from 'pg'
import { v7 as uuid7 } from 'uuid'
import { HANOI_2021, type PresetArea } from './domains/registry/areas/index.ts'
import { appoint } from './domains/registry/organisations/index.ts'
import { addUser, createAuth, USERNAME } from './platform/auth.ts'
import { recordAs, SYSTEM } from './platform/auth-audit.ts'
import { localDate } from './platform/clock.ts'
import type { AdminConfig } from './platform/config.ts'
import { findPasswordFault, hashPassword, LEAST_WITH_SECOND_FACTOR, MOST } from './platform/passwords.ts'

interface Administrator {
  name: string
  username: string
  password: string
  areaCode: string
}

/** Where the questions are asked. */
export interface Terminal {
  isTTY: boolean
  input: NodeJS.ReadableStream
  output: NodeJS.WritableStream
}

export interface FirstStartInput {
  url: string
  authSecret: string
  auditKey: Buffer
  /** 'off': this database is meant for real work. */
  demo: boolean
  admin: AdminConfig
  terminal: Terminal
}

/** A sentence for the terminal, in both languages; main.ts prints what has two lines without its stack. */
const say = (vi: string, en: string) => new Error(`${vi}\n${en}`)

/**
 * What a database is: 'demo' (made or to be made), or 'real'; a new one for real work gets its areas and its first
 * administrator here. Neither can become the other.
 * @throws Error with a sentence when nobody can be asked, or what was given is not good enough
 */
export async function ensureInstalled(input: FirstStartInput): Promise<'demo' | 'real'> {
  const db = new pg.Client({ connectionString: input.url })
  db.on('error', () => undefined)
  await db.connect()
  try {
    const { rows } = await db.query<{ key: string }>(
      `select key from platform.setting where key in ('demo', 'demo-building', 'installed')`,
    )
    const is = new Set(rows.map((r) => r.key))
    if (is.has('installed')) return 'real'
    if (is.has('demo') || is.has('demo-building')) {
      if (input.demo) return 'demo'
      throw say(
        'Cơ sở dữ liệu này được tạo để diễn tập và không đổi thành thật được. Chọn thư mục VX_DATA (hoặc DATABASE_URL) khác.',
        'This database was made as a demo and stays one. Choose another VX_DATA (or DATABASE_URL).',
      )
    }
    if (input.demo) return 'demo'
    const auth = createAuth({
      url: input.url,
      secret: input.authSecret,
      origins: ['http://localhost'],
      relaxed: false,
    })
    try {
      await auth.migrate()
    } finally {
      await auth.close()
    }
    const areas = areasFrom(HANOI_2021, localDate(new Date()))
    const administrator = await (input.terminal.isTTY && !input.admin.passwordFile
      ? ask(input, areas)
      : fromEnvironment(input, areas))
    await install(db, input.auditKey, areas, administrator)
    return 'real'
  } finally {
    await db.end()
  }
}

/**
 * The units of a preset as an installation of that day has them. Ends that have passed are left out: whoever installs
 * a preset of units that were reorganised since works with them still, and enters the reorganisation when it comes.
 */
function areasFrom(preset: readonly PresetArea[], today: string): PresetArea[] {
  return preset.map((a) => (a.validTo && a.validTo < today ? { ...a, validTo: null } : a))
}

/** What is wrong with an administrator's data, in words; undefined when nothing is. */
function findFault(a: Administrator, areas: PresetArea[]): Error | undefined {
  if (a.name.length < 2) return say('Cần họ tên của quản trị.', "The administrator's name is needed.")
  if (!USERNAME.test(a.username)) {
    return say(
      'Tên đăng nhập: 3 đến 60 chữ thường không dấu, chữ số, dấu chấm, gạch.',
      'User name: 3 to 60 small letters without marks, digits, dots, dashes.',
    )
  }
  if (!areas.some((x) => x.code === a.areaCode)) {
    return say(`Không có địa bàn mã ${a.areaCode}.`, `There is no area with the code ${a.areaCode}.`)
  }
  // The post of an administrator needs a second factor, set up at the first sign-in.
  const fault = findPasswordFault(a.password, { username: a.username, least: LEAST_WITH_SECOND_FACTOR })
  if (fault === 'too-short') {
    return say(
      `Mật khẩu cần ít nhất ${LEAST_WITH_SECOND_FACTOR} ký tự.`,
      `The password needs at least ${LEAST_WITH_SECOND_FACTOR} characters.`,
    )
  }
  if (fault === 'too-long') {
    return say(`Mật khẩu dài quá ${MOST} ký tự.`, `The password has more than ${MOST} characters.`)
  }
  if (fault) {
    return say(
      'Mật khẩu này dễ đoán hoặc chứa tên. Chọn mật khẩu khác.',
      'This password is easily guessed or holds a name. Choose another.',
    )
  }
  return undefined
}

function fromEnvironment({ admin }: FirstStartInput, areas: PresetArea[]): Administrator {
  const { name, username, passwordFile, areaCode } = admin
  if (!name || !username || !passwordFile) {
    throw say(
      'Lần chạy đầu cần một quản trị. Chạy trên terminal để được hỏi, hoặc đặt VX_ADMIN_NAME, VX_ADMIN_USERNAME, VX_ADMIN_PASSWORD_FILE (và VX_AREA, mã địa bàn).',
      'The first start needs an administrator. Run it on a terminal to be asked, or set VX_ADMIN_NAME, VX_ADMIN_USERNAME, VX_ADMIN_PASSWORD_FILE (and VX_AREA, the code of the area).',
    )
  }
  if (!existsSync(passwordFile)) {
    throw say(`Không có tệp ${passwordFile}.`, `There is no file ${passwordFile}.`)
  }
  const password = readFileSync(passwordFile, 'utf8').replace(/\r?\n$/, '')
  const given = { name: name.trim(), username: username.trim().toLowerCase(), password, areaCode }
  const fault = findFault(given, areas)
  if (fault) throw fault
  return given
}

async function ask({ terminal, admin }: FirstStartInput, areas: PresetArea[]): Promise<Administrator> {
  let hidden = false
  // What is typed for a password is not shown; the line end is, so that the next question begins below.
  const output = new Writable({
    write(chunk, _, done) {
      if (!hidden || /^[\r\n]+$/.test(String(chunk))) terminal.output.write(chunk)
      done()
    },
  })
  const lines = createInterface({ input: terminal.input, output, terminal: true })
  const left = new Promise<never>((_, reject) => {
    lines.on('close', () =>
      reject(say('Đã dừng: chưa có quản trị.', 'Stopped: there is no administrator yet.')),
    )
  })
  left.catch(() => undefined)
  const question = async (text: string, secret = false): Promise<string> => {
    terminal.output.write(`  ${text}: `)
    hidden = secret
    const answer = await Promise.race([lines.question(''), left])
    hidden = false
    return secret ? answer : answer.trim()
  }
  const write = (text: string) => terminal.output.write(`${text}\n`)
  try {
    write('\n  Lần chạy đầu, không diễn tập. / First start, not a demo.')
    const districts = areas.filter((a) => a.level !== 'ward').map((a) => `${a.code} ${a.fullName}`)
    write(`  Địa bàn / areas: ${districts.join(' · ')}`)
    for (;;) {
      const areaCode = (await question(`Mã địa bàn / code of the area [${admin.areaCode}]`)) || admin.areaCode
      const name = await question('Họ tên quản trị / name of the administrator')
      const username = (await question('Tên đăng nhập / user name')).toLowerCase()
      const password = await question('Mật khẩu / password', true)
      const again = await question('Nhập lại / once more', true)
      const given = { name, username, password, areaCode }
      const fault =
        password === again
          ? findFault(given, areas)
          : say('Hai lần nhập mật khẩu khác nhau.', 'The passwords differ.')
      if (!fault) return given
      write(`  ${fault.message.replace('\n', ' / ')}\n`)
    }
  } finally {
    lines.close()
  }
}

/** Areas, the administrator's post and account, and the mark that this is no demo: all or nothing. */
async function install(
  db: pg.Client,
  auditKey: Buffer,
  areas: PresetArea[],
  a: Administrator,
): Promise<void> {
  const hash = await hashPassword(a.password)
  await db.query('begin')
  try {
    const ids = new Map<string, number>()
    for (const area of areas) {
      const { rows } = await db.query<{ id: number }>(
        `insert into vx.area (parent_id, level, code, name, full_name, valid_from, valid_to, lon, lat)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
        [
          area.parentCode === null ? null : ids.get(area.parentCode),
          area.level,
          area.code,
          area.name,
          area.fullName,
          area.validFrom,
          area.validTo,
          area.centre?.[0],
          area.centre?.[1],
        ],
      )
      ids.set(area.code, rows[0]!.id)
    }
    const areaId = ids.get(a.areaCode)!
    const id = uuid7()
    const { name, username } = a
    await addUser(db, { id, username, name, email: null, hash, oneTime: false })
    const since = localDate(new Date())
    await appoint(db, { kind: 'administrator', areaId, userId: id, username, name, since })
    await recordAs(db, auditKey, SYSTEM, [
      {
        action: 'account.create',
        subject: { type: 'account', id },
        areaId,
        changes: { username: [null, username], post: [null, 'administrator'] },
      },
    ])
    await db.query(`insert into platform.setting values ('installed', $1)`, [
      JSON.stringify({ at: new Date().toISOString(), area: a.areaCode }),
    ])
    await db.query('commit')
  } catch (error) {
    await db.query('rollback')
    throw error
  }
}
