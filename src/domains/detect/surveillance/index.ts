import { sql } from 'kysely'
import { defineDomain } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { columns, figures } from './figures.ts'
import { reactions } from './jobs.ts'
import { kpiFigures } from './kpi-figures.ts'
import { kpiIndicators } from './kpi-indicators.ts'
import { problems } from './problems.ts'
import { qualityFigures } from './quality-figures.ts'
import { surveillanceRouter } from './routes.ts'
import { CHANNEL_WORDS, CLASSIFICATION_WORDS, DETECTED_WORDS } from './wording.ts'

export type { Case } from './contract.ts'
export {
  addImportedCases,
  addImportedLabs,
  caseVersions,
  type ImportedCase,
  type ImportedLab,
  listCasesByCodes,
  listCasesOfPeople,
  listLabsOfCases,
  removeImported,
} from './imported.ts'
export { findFile } from './investigation/queries.ts'
export { notify, saveForm } from './investigation/service.ts'
export {
  type ConfirmedCase,
  findCase,
  type Infection,
  latestResultsOf,
  listCasesOfPerson,
  listConfirmedCasesOf,
  listDiseases,
  listInfections,
  listLabsOfPerson,
  listPeopleOfImport,
} from './queries.ts'
export { CASE_COLUMNS, type CaseDay, casesByDay } from './series.ts'
export { addCase, addLab, getCase, report, setClassification } from './service.ts'

const register: Register = {
  id: 'cases',
  words: words('Ca bệnh', 'Cases'),
  right: 'case.read',
  opens: '/cases/{id}',
  columns: [
    ...columns,
    { key: 'reported_at', type: 'datetime', words: words('Báo lúc', 'Reported'), sortable: true },
  ],
  filters: [
    {
      key: 'classification',
      type: 'choice',
      words: words('Phân loại', 'Classification'),
      values: CLASSIFICATION_WORDS,
    },
    {
      key: 'detected_in',
      type: 'choice',
      words: words('Nơi phát hiện', 'Detected in'),
      values: { ...DETECTED_WORDS, none: words('Chưa phân loại', 'Not classified') },
    },
    {
      key: 'channel',
      type: 'choice',
      words: words('Nguồn báo', 'Report channel'),
      values: { ...CHANNEL_WORDS, none: words('Chưa rõ', 'Not known') },
    },
    { key: 'from', type: 'date', words: words('Từ ngày', 'From') },
    { key: 'to', type: 'date', words: words('Đến ngày', 'To') },
  ],
  sort: { key: 'reported_at', desc: true },
  query(db, input) {
    const f = input.filters
    let q = db
      .selectFrom('vx.case_record as c')
      .leftJoin('vx.area as a', 'a.id', 'c.area_id')
      .leftJoin('vx.case_file as f', 'f.id', 'c.id')
      .select([
        'c.id',
        'c.code',
        nameOf('c.person_id').as('full_name'),
        'a.label as area',
        'c.classification',
        'c.detected_in',
        'c.onset_date',
        'c.confirmed_at',
        'c.outcome',
        'f.channel',
        'c.reported_at',
      ])
      .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (f.classification) q = q.where('c.classification', '=', f.classification as 'confirmed')
    if (f.detected_in === 'none') q = q.where('c.detected_in', 'is', null)
    else if (f.detected_in) q = q.where('c.detected_in', '=', f.detected_in as 'community')
    if (f.channel === 'none') q = q.where('f.channel', 'is', null)
    else if (f.channel) q = q.where('f.channel', '=', f.channel as 'community')
    if (f.from)
      q = q.where(sql<boolean>`c.reported_at >= (${f.from}::date)::timestamp at time zone 'Asia/Ho_Chi_Minh'`)
    if (f.to)
      q = q.where(
        sql<boolean>`c.reported_at < (${f.to}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'`,
      )
    if (input.search) {
      q = q.where(
        sql<boolean>`(c.code ilike '%' || ${input.search} || '%' or c.person_id in (select vx.search_people(${input.search}, 1000)))`,
      )
    }
    return q as never
  },
}

export const surveillance = defineDomain({
  name: 'surveillance',
  router: surveillanceRouter,
  figures: [...figures, ...qualityFigures, ...kpiFigures],
  indicators: kpiIndicators,
  registers: [register],
  reactions,
  rights: {
    'case.read': [
      'district-commander',
      'district-clerk',
      'epidemiologist',
      'ward-chair',
      'ward-secretary',
      'ward-nurse',
      'laboratory',
      'clinician',
      'area-police',
      'site-manager',
      'city-cdc',
    ],
    'case.report': ['ward-nurse', 'epidemiologist', 'clinician', 'site-manager'],
    'case.edit': ['ward-nurse', 'epidemiologist'],
    'case.classify': ['epidemiologist'],
    'lab.enter': ['laboratory', 'epidemiologist'],
    'case.investigate': ['ward-nurse', 'epidemiologist', 'clinician'],
    'case.notify': ['ward-nurse', 'epidemiologist', 'clinician'],
  },
  problems,
  constraints: { case_code_once: 'already-exists' },
})
