import { sql } from 'kysely'
import { defineDomain } from '../../../platform/domain.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { nameOf } from '../../registry/people/index.ts'
import { CLASSIFICATION_WORDS, columns, DETECTED_WORDS, figures } from './figures.ts'
import { reactions } from './jobs.ts'
import { surveillanceRouter } from './routes.ts'

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
    { key: 'from', type: 'date', words: words('Từ ngày', 'From') },
    { key: 'to', type: 'date', words: words('Đến ngày', 'To') },
  ],
  sort: { key: 'reported_at', desc: true },
  query(db, input) {
    const f = input.filters
    let q = db
      .selectFrom('vx.case_record as c')
      .leftJoin('vx.area as a', 'a.id', 'c.area_id')
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
        'c.reported_at',
      ])
      .where('c.area_id', '=', sql<number>`any(${input.areaIds}::int[])`)
    if (f.classification) q = q.where('c.classification', '=', f.classification as 'confirmed')
    if (f.detected_in === 'none') q = q.where('c.detected_in', 'is', null)
    else if (f.detected_in) q = q.where('c.detected_in', '=', f.detected_in as 'community')
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
  figures,
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
  },
  problems: {
    'onset-in-future': {
      status: 422,
      vi: 'Ngày khởi phát ở tương lai. Kiểm tra lại ngày.',
      en: 'The onset lies in the future. Check the date.',
    },
    'result-before-sample': {
      status: 422,
      vi: 'Kết quả có trước khi lấy mẫu. Kiểm tra lại hai mốc giờ.',
      en: 'The result is earlier than the sample. Check both times.',
    },
    'result-in-future': {
      status: 422,
      vi: 'Giờ có kết quả ở tương lai. Kiểm tra lại.',
      en: 'The time of the result lies in the future. Check it.',
    },
  },
  constraints: { case_code_once: 'already-exists' },
})
