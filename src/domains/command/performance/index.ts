import { sql } from 'kysely'
import { defineDomain } from '../../../platform/domain.ts'
import type { Figure } from '../../../platform/figures.ts'
import type { Register } from '../../../platform/registers.ts'
import { words } from '../../../platform/words.ts'
import { exampleState } from './examples.ts'
import { performanceRouter } from './routes.ts'
import { workplaceFigures, workplaceRegister } from './workplace/figures.ts'
import { workplaceProblems } from './workplace/problems.ts'

export {
  conclude as concludeWorkplace,
  enterFindings as findWorkplace,
  open as openWorkplaceReview,
} from './workplace/service.ts'

const KIND_WORDS = {
  commendation: words('Biểu dương', 'Commendation'),
  practice: words('Cách làm hay', 'Practice'),
  lesson: words('Bài học', 'Lesson'),
}

const STEP_WORDS = {
  proposed: words('Đề nghị', 'Proposed'),
  approved: words('Đã duyệt', 'Approved'),
  declined: words('Không duyệt', 'Declined'),
  published: words('Đã công bố', 'Published'),
  withdrawn: words('Đã rút', 'Withdrawn'),
  pilot: words('Đang thí điểm', 'Being tried'),
  evaluated: words('Đã đánh giá', 'Evaluated'),
  scaling: words('Đang nhân rộng', 'Being scaled'),
  dropped: words('Thôi làm', 'Dropped'),
  noted: words('Đã ghi nhận', 'Noted'),
  agreed: words('Đã thống nhất thay đổi', 'Change agreed'),
  done: words('Đã thay đổi', 'Changed'),
}

const register: Register = {
  id: 'examples',
  words: words('Biểu dương, bài học', 'Commendations and lessons'),
  right: 'example.read',
  opens: '/examples/{id}',
  columns: [
    { key: 'title', type: 'text', words: words('Ai, điều gì', 'Who, what'), sortable: true },
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KIND_WORDS },
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STEP_WORDS },
    { key: 'area', type: 'text', words: words('Đơn vị', 'Unit'), sortable: true },
    { key: 'units', type: 'integer', words: words('Nơi đã áp dụng', 'Taken up by') },
    { key: 'created_at', type: 'datetime', words: words('Ghi lúc', 'Entered'), sortable: true },
  ],
  filters: [
    { key: 'kind', type: 'choice', words: words('Loại', 'Kind'), values: KIND_WORDS },
    { key: 'state', type: 'choice', words: words('Tình trạng', 'State'), values: STEP_WORDS },
  ],
  sort: { key: 'created_at', desc: true },
  query(db, input) {
    const rows = db
      .selectFrom('vx.example as e')
      .innerJoin('vx.area as a', 'a.id', 'e.area_id')
      .select(['e.id', 'e.title', 'e.kind', 'a.label as area', 'e.created_at', exampleState.as('state')])
      .select(sql<number>`(select count(*) from vx.example_unit u where u.example_id = e.id)`.as('units'))
      .where(
        sql<boolean>`(e.area_id = any(${input.areaIds}::int[]) or e.id in (select vx.examples_for_all()))`,
      )
      .as('x')
    let q = db.selectFrom(rows).selectAll()
    if (input.filters.kind) q = q.where('x.kind', '=', input.filters.kind as 'lesson')
    if (input.filters.state) q = q.where('x.state', '=', input.filters.state as 'done')
    if (input.search) q = q.where(sql<boolean>`vx.fold(x.title) like '%' || vx.fold(${input.search}) || '%'`)
    return q as never
  },
}

/** Units that took up a practice: "296 tổ" is this figure. */
const figures: Figure[] = [
  {
    id: 'practices.units',
    words: words('Nơi áp dụng cách làm hay', 'Units that took a practice up'),
    definition: words(
      'Lượt đơn vị đã áp dụng một cách làm được nhân rộng, ghi nhận trước thời điểm xem; mỗi đơn vị mỗi cách làm một lượt.',
      'Units that took up a practice being scaled and said so before the moment asked about, one for each unit and practice.',
    ),
    unit: words('lượt', 'units'),
    right: 'example.read',
    opens: '/examples/{example_id}',
    axis: 'stock',
    columns: [
      { key: 'title', type: 'text', words: words('Cách làm', 'Practice'), sortable: true },
      { key: 'area', type: 'text', words: words('Đơn vị', 'Unit'), sortable: true },
      { key: 'since', type: 'date', words: words('Từ ngày', 'Since'), sortable: true },
    ],
    rows: (db, input) =>
      db
        .selectFrom('vx.example_unit as u')
        .innerJoin('vx.example as e', 'e.id', 'u.example_id')
        .innerJoin('vx.area as a', 'a.id', 'u.area_id')
        .select([
          'u.id',
          'u.area_id',
          'u.example_id',
          'e.title',
          'a.label as area',
          'u.since',
          'u.since as day',
        ])
        .where('u.at', '<=', input.asOf)
        .where('u.area_id', '=', sql<number>`any(${input.areaIds}::int[])`) as never,
  },
]

const HEADS = ['ward-chair', 'ward-secretary']
const JUDGES = ['district-commander', 'party-monitor']

export const performance = defineDomain({
  name: 'performance',
  router: performanceRouter,
  figures: [...figures, ...workplaceFigures],
  registers: [register, workplaceRegister],
  rights: {
    'scorecard.read': JUDGES,
    'scorecard.publish': ['district-commander'],
    'scorecard.own': [...JUDGES, ...HEADS],
    'example.read': [
      ...JUDGES,
      ...HEADS,
      'district-clerk',
      'epidemiologist',
      'ward-nurse',
      'area-police',
      'military',
      'inspection-lead',
      'front-officer',
      'neighbourhood-head',
      'team-member',
    ],
    'example.propose': [
      ...JUDGES,
      ...HEADS,
      'district-clerk',
      'epidemiologist',
      'ward-nurse',
      'inspection-lead',
      'front-officer',
    ],
    'example.decide': ['district-commander', 'party-monitor', 'district-clerk'],
    'workplace.read': [
      ...JUDGES,
      ...HEADS,
      'district-clerk',
      'epidemiologist',
      'ward-nurse',
      'inspection-lead',
    ],
    // Whoever investigates; whoever concludes did not find out what is concluded on.
    'workplace.review': ['epidemiologist', 'ward-nurse', 'inspection-lead'],
    'workplace.conclude': ['district-commander', 'inspection-lead'],
    'workplace.reply': [
      'district-commander',
      'district-clerk',
      'epidemiologist',
      'ward-chair',
      'ward-nurse',
      'inspection-lead',
    ],
  },
  constraints: { workplace_review_once: 'workplace-reviewed-already' },
  problems: {
    ...workplaceProblems,
    'example-moved-on': {
      status: 409,
      vi: 'Người khác vừa ghi một bước mới. Tải lại trang để xem rồi quyết định.',
      en: 'Somebody else has just taken a step. Reload the page, then decide.',
    },
    'example-step-refused': {
      status: 422,
      vi: 'Chưa tới bước này: biểu dương phải duyệt trước khi công bố, cách làm phải đánh giá trước khi nhân rộng.',
      en: 'This step does not come next: a commendation is approved before it is published, a practice evaluated before it is scaled.',
    },
    'example-own': {
      status: 403,
      vi: 'Không tự duyệt điều mình đề nghị. Nhờ người có thẩm quyền khác xem.',
      en: 'Nobody decides on what they proposed. Ask somebody else who may.',
    },
    'example-needs-owner': {
      status: 422,
      vi: 'Bài học phải thành việc của một đơn vị, có hạn. Chọn nơi làm và hạn.',
      en: 'A lesson has to become the task of a unit with a deadline. Choose where and until when.',
    },
    'example-due-in-past': {
      status: 422,
      vi: 'Hạn đã qua. Chọn giờ muộn hơn bây giờ.',
      en: 'The deadline has passed. Choose a time that lies ahead.',
    },
    'example-not-scaling': {
      status: 422,
      vi: 'Cách làm này chưa được nhân rộng. Ghi nơi áp dụng sau khi có quyết định nhân rộng.',
      en: 'This practice is not being scaled yet. Say who took it up once that is decided.',
    },
  },
})
