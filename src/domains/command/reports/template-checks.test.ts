import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectProblem, openWorld, type User, type World } from '../../../../test/harness/world.ts'
import type { TemplateBody } from './templates/contract.ts'
import { TEMPLATE_BASIS as BASIS, TEMPLATE_BODY as BODY } from './testing.ts'

describe('What a template is checked for', () => {
  let world: World
  let clerk: User
  let districtId: number
  beforeAll(async () => {
    world = await openWorld()
    world.clock.advance({ days: 60 })
    districtId = await world.areaId('Hoàng Mai')
    clerk = await world.signIn('district-clerk')
  })
  afterAll(() => world.close())

  const of = (key: string) => clerk.api.reports.templates.open({ key })

  it.each([
    ['a figure nobody publishes', 'sections.0.rows.0.figure', 'figure-unknown', { figure: 'cases.gone' }],
    ['a part the figure lacks', 'sections.0.rows.0.part', 'part-unknown', { part: 'colour' }],
    ['a stock over days', 'sections.0.rows.0.window', 'window-impossible', { figure: 'contacts.f1' }],
    ['an instant the figure lacks', 'sections.0.rows.0.at', 'instant-unknown', { at: 'born_at' }],
    ['24 hours of nothing', 'sections.0.rows.0.at', 'instant-missing', { window: '24h', at: undefined }],
    ['a share of another window', 'sections.0.rows.0.of', 'share-window', { of: 'week' }],
    ['a key used twice', 'sections.0.rows.1', 'key-twice', { key: 'week' }],
  ])('refuses %s and says where', async (_, place, code, change) => {
    const [first, ...rest] = BODY.sections[0]!.rows
    const sections = [{ phase: 'detect' as const, rows: [{ ...first!, ...change }, ...rest] }]
    const body = { ...BODY, sections } as TemplateBody
    const refused = await expectProblem(
      clerk.api.reports.templates.preview({ areaId: districtId, body }),
      'template-invalid',
    )
    expect((refused.details.fields as Record<string, string[]>)[place]).toContain(code)
  })

  it.each([
    ['a chart over no days', 'charts.0', 'chart-days', { charts: ['f1'] }],
    ['a stacked curve without parts', 'curve', 'curve-part', { curve: 'week' }],
    ['a map of what is no column', 'maps.0', 'map-column', { maps: ['week'] }],
    ['a column of no row', 'areaColumns.0', 'row-unknown', { areaColumns: ['gone'] }],
    ['no rows', 'sections', 'no-rows', { sections: [] }],
    [
      'a chapter twice',
      'sections.1',
      'phase-twice',
      { sections: [BODY.sections[0]!, { phase: 'detect', rows: [] }] },
    ],
    [
      'a block without title',
      'texts.0.title.vi',
      'required',
      { texts: [{ ...BODY.texts[0]!, title: { vi: ' ', en: 'x' } }] },
    ],
  ])('refuses %s and says where', async (_, place, code, change) => {
    const refused = await expectProblem(
      clerk.api.reports.templates.preview({
        areaId: districtId,
        body: { ...BODY, ...change } as TemplateBody,
      }),
      'template-invalid',
    )
    expect((refused.details.fields as Record<string, string[]>)[place]).toContain(code)
  })

  it('comes out of a file and refuses one that is none', async () => {
    const file = JSON.stringify({ kind: 'vung-xanh.report-template', legalBasis: BASIS, body: BODY })
    const made = await clerk.api.reports.templates.create({ areaId: districtId, file })
    const { draft, template } = await of(made.key)
    expect(draft).toMatchObject({ body: BODY, legalBasis: BASIS })
    expect(template.name).toEqual(BODY.name)
    const bad = { ...BODY, sections: [{ phase: 'detect', rows: [{ key: 'a b' }] }] }
    for (const [text, where] of [
      ['{"kind": ', 'JSON'],
      ['[]', 'JSON'],
      [JSON.stringify({ kind: 'other' }), 'kind'],
      [
        JSON.stringify({ kind: 'vung-xanh.report-template', legalBasis: '', body: bad }),
        'body.sections.0.rows.0.key',
      ],
    ] as const) {
      const refused = await expectProblem(
        clerk.api.reports.templates.create({ areaId: districtId, file: text }),
        'template-file-invalid',
      )
      expect(refused.words.vi).toContain(where)
    }
  })

  it('the template of the product passes the checks that those of offices pass', async () => {
    const { versions } = await of('situation')
    await clerk.api.reports.templates.preview({ areaId: districtId, body: versions[0]!.body })
    const { figures } = await clerk.api.reports.templates.figures({})
    expect(figures.find((f) => f.id === 'cases.confirmed')).toMatchObject({
      domain: 'cases',
      axis: 'flow',
      instants: [{ key: 'confirmed_at' }],
    })
  })
})
