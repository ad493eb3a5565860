import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  confirm,
  openScene,
  type Patient,
  someone,
  suspect,
} from '../../src/domains/contain/tracing/testing.ts'
import {
  checked,
  committed,
  csv,
  csvRecords,
  outcomes,
  readSample,
  samples,
  uploaded,
} from '../../src/domains/detect/imports/testing.ts'
import { openWorld, type User, type World } from '../harness/world.ts'
import { expectAccessible, openBrowser, settled } from './browser.ts'

/** The picture has been drawn: the canvas says so by having something on it. */
async function drawn(page: Page): Promise<void> {
  await page.locator('.vx-network-canvas canvas').first().waitFor()
  await settled(page)
}

describe('Chains of infection on the screen', { timeout: 600_000 }, () => {
  let world: World
  let browser: Awaited<ReturnType<typeof openBrowser>>
  let doctor: User
  beforeAll(async () => {
    world = await openWorld()
    browser = await openBrowser(world)
    const scene = await openScene(world)
    doctor = scene.doctor
    const patients: Patient[] = []
    for (const [n, fullName] of ['Vũ Thị Lan', 'Vũ Văn Hùng', 'Đào Thị Yến'].entries())
      patients.push(await confirm(scene, await suspect(scene, { fullName }, `2021-08-0${1 + 3 * n}`)))
    const met = { closeness: 'direct', placeText: 'xưởng may Tân Mai' } as const
    for (const [n, day] of ['2021-08-02', '2021-08-05'].entries()) {
      const [sourcePersonId, personId] = [patients[n]!.personId, patients[n + 1]!.personId]
      await doctor.api.tracing.addContact({ sourcePersonId, personId, day, ...met })
    }
    await doctor.api.tracing.addContact({
      sourcePersonId: patients[1]!.personId,
      person: someone('Lương Thị Hoài', scene.areaId),
      day: '2021-08-06',
      ...met,
    })
    await world.settle()
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  it('the epidemiologist looks at the chains of the district, finds a case and how infection came to it', async () => {
    const { cases, links } = await doctor.api.tracing.chains({})
    expect(links.length).toBeGreaterThan(0)
    const last = cases.find((c) => c.generation > 0)!
    const person = await browser.person('epidemiologist')
    await person.open('/chains')
    await drawn(person.page)
    await expectAccessible(person.page)
    await person.page.getByRole('textbox', { name: 'Tìm ca theo mã' }).fill(last.code)
    await person.page.getByRole('option', { name: last.code }).click()
    await person.page.getByRole('heading', { name: 'Đường lây dẫn tới ca này' }).waitFor()
    expect(new URL(person.page.url()).searchParams.get('case')).toBe(last.code)
    // The arrow keys walk to who infected them.
    const canvas = person.page.getByRole('application', { name: /Chuỗi lây nhiễm/ })
    await canvas.focus()
    await person.page.keyboard.press('ArrowLeft')
    await expect.poll(() => new URL(person.page.url()).searchParams.get('case')).not.toBe(last.code)
    for (const name of ['Theo thời gian', 'Theo phường', 'Theo bản đồ', 'Đời', 'Nơi phát hiện'])
      await person.page.getByRole('button', { name, exact: true }).click()
    await drawn(person.page)
    const download = person.page.waitForEvent('download')
    await person.page.getByRole('button', { name: 'Tải ảnh PNG' }).click()
    const png = await readFile((await (await download).path())!)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.length).toBeGreaterThan(5000)
    await person.page.getByRole('button', { name: 'Xem bảng' }).click()
    const table = person.page.getByRole('table', { name: 'Chuỗi lây nhiễm' })
    await table.getByRole('button', { name: last.code }).click()
    await person.page.getByRole('link', { name: 'Mở ca bệnh' }).click()
    await person.page.waitForURL(/\/cases\//)
    await person.close()
  })

  it('where the browser cannot draw it, the chosen chain and the table say the same', async () => {
    const { cases } = await doctor.api.tracing.chains({})
    const last = cases.find((c) => c.generation > 0)!
    const person = await browser.person('epidemiologist')
    await person.page.addInitScript(() => {
      const { getContext } = HTMLCanvasElement.prototype
      HTMLCanvasElement.prototype.getContext = function (
        this: HTMLCanvasElement,
        kind: string,
        ...more: unknown[]
      ) {
        return kind.startsWith('webgl') ? null : getContext.call(this, kind as '2d', ...(more as []))
      } as typeof getContext
    })
    await person.open(`/chains?case=${last.code}`)
    await person.page.getByText('Trình duyệt này không vẽ được sơ đồ lớn').waitFor()
    await person.page
      .getByRole('figure', { name: 'Chuỗi lây nhiễm' })
      .getByRole('link', { name: new RegExp(last.code) })
      .waitFor()
    await person.page.getByRole('table', { name: 'Chuỗi lây nhiễm' }).waitFor()
    await expectAccessible(person.page)
    await person.close()
  })

  it('from a case to whom it reached, and from a contact to what if: both say what they are', async () => {
    const { cases } = await doctor.api.tracing.chains({})
    const infector = cases.find((c) => c.generation === 1 && c.caseId)!
    const person = await browser.person('epidemiologist', { width: 390 })
    await person.open(`/cases/${infector.caseId}`)
    await person.page.getByRole('button', { name: 'Những ai bị lây tới' }).click()
    const reached = person.page.getByRole('dialog')
    await reached.getByRole('heading', { name: 'Từng người' }).waitFor()
    await expectAccessible(person.page)
    const { people } = await doctor.api.tracing.reach({ caseId: infector.caseId! })
    const contact = people.find((p) => p.caseId === null && p.personId && p.tier === 1)!
    await person.open(`/people/${contact.personId}`)
    await person.page.getByRole('button', { name: 'Xem giả định' }).click()
    const dialog = person.page.getByRole('dialog')
    await dialog.getByText('Đây là giả định').waitFor()
    await dialog.getByText('Tính các lần gặp từ').waitFor()
    await expectAccessible(person.page)
    await person.close()
  })

  it('the MERS outbreak of 2015 comes in as 67 clusters, the largest of 94, with its serial interval', async ({
    skip,
  }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    for (const part of ['linelist', 'contacts']) {
      const name = `mers_korea_2015_${part}.csv`
      const batch = await uploaded(world, doctor, { name, body: await readSample(`outbreaks/${name}`) })
      const dry = await checked(world, doctor, batch, { options: { nationality: 'KR' } })
      await committed(world, doctor, dry)
    }
    await world.settle()
    const answer = await doctor.api.tracing.chains({ disease: 'mers', minSize: 1 })
    expect(answer.cases).toHaveLength(162)
    expect(answer.links).toHaveLength(98)
    expect(answer.links.every((l) => l.stated)).toBe(true)
    expect(answer.chains).toHaveLength(67)
    expect(answer.chains[0]).toMatchObject({ size: 94, active: false })
    expect(Math.max(...answer.cases.map((c) => c.infected))).toBe(38)
    // Mean 14.469388 and sd 5.199532 by epicontacts.
    const { serialInterval, dispersion, secondaryAttack } = answer.parameters!
    expect(serialInterval).toMatchObject({ n: 98, by: 'onset', undated: 0 })
    expect(serialInterval.value).toBeCloseTo(14.469388, 6)
    expect(serialInterval.sd).toBeCloseTo(5.199532, 6)
    expect(dispersion.value!).toBeLessThan(0.3)
    expect(secondaryAttack.value).toBeNull()
    const person = await browser.person('epidemiologist')
    await person.open('/chains?disease=mers')
    await drawn(person.page)
    await expectAccessible(person.page)
    await person.close()
  })

  it('the first 288 patients of Vietnam in 2020 come in with the 85 links that were told', async ({
    skip,
  }) => {
    if (!samples) return skip('VX_SAMPLES is not set')
    const { data } = JSON.parse((await readSample('vncovid19/patients.json')).toString()) as {
      data: { id: string; positiveDate: string; gender: string; age: number; nationality: string }[]
    }
    const columns = ['Mã ca', 'Họ tên', 'Giới tính', 'Tuổi', 'Ngày có kết quả', 'Phân loại']
    const list = csv(
      columns,
      data.map((p) => [
        `BN${p.id}`,
        `Bệnh nhân ${p.id}`,
        p.gender === 'male' ? 'Nam' : 'Nữ',
        String(p.age),
        p.positiveDate.split('-').reverse().join('/'),
        'Ca xác định',
      ]),
    )
    const batch = await uploaded(world, doctor, { name: 'benh-nhan-2020.csv', body: list })
    const options = { source: 'vncovid19', disease: 'covid-19' } as const
    const mapping = Object.fromEntries(
      columns.map((c, n) => [
        c,
        (['outsideId', 'fullName', 'sex', 'age', 'confirmDate', 'classification'] as const)[n]!,
      ]),
    )
    const dry = await checked(world, doctor, batch, { kind: 'cases', mapping, options })
    expect(outcomes(await committed(world, doctor, dry))).toEqual({ created: 288 })
    const told = csvRecords((await readSample('vncovid19/edges_derived.csv')).toString())
    const edges = csv(
      ['from', 'to'],
      told.map((e) => [`BN${e.from}`, `BN${e.to}`]),
    )
    const links = await uploaded(world, doctor, { name: 'lay-nhiem-2020.csv', body: edges })
    const linked = await checked(world, doctor, links, {
      kind: 'relationships',
      mapping: { from: 'sourceId', to: 'targetId' },
      options,
    })
    await committed(world, doctor, linked)
    await world.settle()
    const answer = await doctor.api.tracing.chains({ disease: 'covid-19', minSize: 1, to: '2020-12-31' })
    expect(answer.cases).toHaveLength(288)
    expect(answer.links).toHaveLength(85)
    const clusters = csvRecords((await readOracle('contacts/vncovid19_clusters.csv')).toString())
    const sizes = [...Map.groupBy(clusters, (c) => c.cluster_member).values()].map((c) => c.length)
    expect(answer.chains.map((c) => c.size)).toEqual(sizes.sort((a, b) => b - a))
    // No onset is told of anybody, so the interval is that of the results, and is said to be.
    const intervals = csvRecords((await readOracle('contacts/vncovid19_serial_interval.csv')).toString())
    const mean = intervals.reduce((sum, r) => sum + Number(r.si), 0) / intervals.length
    expect(answer.parameters!.serialInterval).toMatchObject({ n: 85, by: 'confirmation' })
    expect(answer.parameters!.serialInterval.value).toBeCloseTo(mean, 10)
  })
})

/** The outputs of others' software lie beside the samples. */
const readOracle = (path: string) => readFile(`${samples}/../oracles/${path}`)
