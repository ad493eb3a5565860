import { defineDomain } from '../../../platform/domain.ts'
import { figures } from './figures.ts'
import { reactions, schedules } from './jobs.ts'
import { households, people as peopleRegister } from './registers.ts'
import { peopleRouter } from './routes.ts'

export { compareChanged } from './compare.ts'
export type { Person, PersonInput } from './contract.ts'
export { listApart, rememberDistinct } from './distinct.ts'
export { type Alike, type Finder, openFinder } from './finder.ts'
export {
  addPeople,
  findByNationalIds,
  findByOutsideIds,
  findNamed,
  findPeopleByIds,
  householdAt,
  type KnownPerson,
  type Namesake,
  nameSets,
  peopleVersions,
  removeEmptyHouseholds,
  removePeople,
} from './imported.ts'
export { contradicts, factsOf, fold, type PersonFacts } from './likeness.ts'
export { nameOf, personBehind } from './queries.ts'
export { addPerson, getPerson } from './service.ts'
export { type Reason as MatchReason, reasonsOf, recordOf, whyOf } from './why.ts'

/** Posts whose work needs to know who a person is. */
const WHO_KNOWS_PEOPLE = [
  'district-commander',
  'district-clerk',
  'epidemiologist',
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'laboratory',
  'clinician',
  'area-police',
  'neighbourhood-head',
  'team-member',
  'site-manager',
  'front-officer',
] as const

export const people = defineDomain({
  name: 'people',
  router: peopleRouter,
  registers: [peopleRegister, households],
  figures,
  reactions,
  schedules,
  rights: {
    'person.read': WHO_KNOWS_PEOPLE,
    'person.write': ['epidemiologist', 'ward-nurse', 'area-police', 'neighbourhood-head', 'clinician'],
    // Whoever keeps the register of people of an area, and has seen what would be moved.
    // Reads everybody into the memory in which people are compared; nobody's but the system's.
    'person.match': [],
    'person.merge': ['epidemiologist', 'ward-nurse', 'area-police'],
  },
  problems: {
    'birth-in-future': {
      status: 422,
      vi: 'Ngày sinh ở tương lai. Kiểm tra lại ngày, tháng, năm.',
      en: 'The date of birth lies in the future. Check day, month and year.',
    },
    'merge-with-itself': {
      status: 422,
      vi: 'Đây là cùng một hồ sơ. Chọn hồ sơ kia để gộp.',
      en: 'This is one and the same record. Choose the other one.',
    },
    'merge-two-open-cases': {
      status: 409,
      vi: 'Cả hai hồ sơ đều có ca bệnh đang mở ({labels}). Loại trừ ca ghi trùng, nêu lý do, rồi gộp lại.',
      en: 'Both records have an open case ({labels}). Discard the one entered twice, with the reason, then merge.',
    },
    'merge-two-open-orders': {
      status: 409,
      vi: 'Cả hai hồ sơ đều có quyết định cách ly cùng loại còn hiệu lực ({labels}). Kết thúc hoặc hủy một quyết định rồi gộp lại.',
      en: 'Both records have an open order of the same kind ({labels}). Release or cancel one of them, then merge.',
    },
    'merge-undo-order': {
      status: 409,
      vi: 'Sau lần gộp này còn lần gộp khác vào cùng hồ sơ. Tách lần gộp sau cùng trước.',
      en: 'Another record was merged into this one afterwards. Undo the latest merge first.',
    },
    'merge-undo-blocked': {
      status: 409,
      vi: 'Không tách lại được: có bản ghi đã chuyển nay thuộc người khác hoặc không còn đặt lại được. Chưa có gì thay đổi.',
      en: 'This cannot be undone: a record that was moved now belongs to somebody else or cannot be put back. Nothing was changed.',
    },
    'merge-record-gone': {
      status: 409,
      vi: 'Không tách lại được: hồ sơ cũ đã xóa theo thời hạn lưu dữ liệu.',
      en: 'This cannot be undone: the old record was taken away when its time of keeping was over.',
    },
  },
})
