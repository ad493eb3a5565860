import { defineDomain } from '../../../platform/domain.ts'
import { claimFigures, claimRegister } from './claims/figures.ts'
import { claimProblems } from './claims/problems.ts'
import { figures } from './figures.ts'
import { reactions, schedules } from './jobs.ts'
import { kpiFigures } from './kpi-figures.ts'
import { kpiIndicators } from './kpi-indicators.ts'
import { listFigures } from './list-figures.ts'
import { networkOf } from './network/keeper.ts'
import { registers } from './registers.ts'
import { tracingRouter } from './routes.ts'

export { assign } from './assignment/service.ts'
export { draftNotice, publishNotice } from './claims/notices.ts'
export { acceptClaim, enterClaim, handInClaim, refuseClaim } from './claims/service.ts'
export type { CheckOutcome, Closeness, Contact, Monitoring } from './contract.ts'
export { addEvent } from './exposure.ts'
export { recordCheck } from './followups.ts'
export {
  addImportedCheck,
  findContacts,
  type ImportedCheck,
  listCheckedDays,
  listOnLists,
  removeContactsOfImport,
  tracingVersions,
} from './imported.ts'
export { signOff } from './lists.ts'
export { addContacts, type NewContact } from './meeting.ts'
export { add } from './service.ts'
export { recomputeTiers } from './tiering.ts'
export { wholeDay } from './windows.ts'

const READERS = [
  'district-commander',
  'district-clerk',
  'epidemiologist',
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'area-police',
  'site-manager',
  'city-cdc',
] as const

export const tracing = defineDomain({
  name: 'tracing',
  router: tracingRouter,
  figures: [...figures, ...claimFigures, ...listFigures, ...kpiFigures],
  indicators: kpiIndicators,
  registers: [...registers, claimRegister],
  reactions,
  schedules,
  warm: async (ctx) => void (await networkOf(ctx)),
  rights: {
    'contact.read': READERS,
    'contact.add': ['ward-nurse', 'epidemiologist', 'area-police'],
    'contact.edit': ['ward-nurse', 'epidemiologist'],
    'contact.receive': ['ward-nurse', 'epidemiologist'],
    'contact.sign-off': ['ward-nurse', 'ward-chair', 'epidemiologist'],
    'exposure.write': ['ward-nurse', 'epidemiologist'],
    'followup.read': [...READERS, 'neighbourhood-head', 'team-member'],
    'followup.record': ['ward-nurse', 'epidemiologist', 'site-manager', 'neighbourhood-head', 'team-member'],
    'followup.assign': ['ward-nurse', 'epidemiologist'],
    'notice.publish': ['ward-chair', 'epidemiologist', 'district-commander'],
    'claim.read': ['ward-nurse', 'ward-chair', 'epidemiologist'],
    'claim.triage': ['ward-nurse', 'epidemiologist'],
    // Whoever comes without an account.
    'notice.visit': [],
    'claim.hand-in': [],
    // Nobody: tiers are computed, by the system, and never typed.
    'tier.compute': [],
  },
  problems: {
    ...claimProblems,
    'team-cannot-go': {
      status: 422,
      vi: '{team} hiện không có ai đi được. Chọn tổ khác.',
      en: '{team} has nobody who can go at present. Choose another team.',
    },
    'contact-with-self': {
      status: 422,
      vi: 'Hai bên của lần tiếp xúc là cùng một người. Chọn người khác.',
      en: 'Both sides of the contact are the same person. Choose somebody else.',
    },
    'contact-time-reversed': {
      status: 422,
      vi: 'Giờ kết thúc tiếp xúc có trước giờ bắt đầu. Kiểm tra lại hai mốc giờ.',
      en: 'The contact ends before it begins. Check both times.',
    },
    'contact-in-future': {
      status: 422,
      vi: 'Lần tiếp xúc ở tương lai. Kiểm tra lại ngày, giờ.',
      en: 'The contact lies in the future. Check the day and time.',
    },
    'contact-listed-already': {
      status: 409,
      vi: 'Người này đã có trong danh sách với đúng thời điểm đó. Mở bản ghi cũ để sửa.',
      en: 'This person is on the list for that time already. Open the record to change it.',
    },
    'contact-removed-already': {
      status: 409,
      vi: 'Lần tiếp xúc này đã được bỏ khỏi danh sách. Tải lại trang để xem danh sách mới.',
      en: 'This contact was taken off the list already. Reload to see the list.',
    },
    'contact-not-removed': {
      status: 409,
      vi: 'Lần tiếp xúc này vẫn đang trong danh sách, không cần phục hồi.',
      en: 'This contact is on the list; there is nothing to put back.',
    },
    'contact-not-handed-over': {
      status: 422,
      vi: 'Lần tiếp xúc này không phải là bàn giao từ phường khác, nên không có gì để nhận.',
      en: 'This contact was not handed over by another ward; there is nothing to receive.',
    },
    'contact-received-already': {
      status: 409,
      vi: '{by} đã nhận bàn giao này rồi.',
      en: 'This hand-over was received by {by} already.',
    },
    'handover-outside-district': {
      status: 422,
      vi: 'Người này ở ngoài quận nên không bàn giao thẳng được. Báo bác sĩ dịch tễ để chuyển qua CDC thành phố.',
      en: 'This person lives outside the district. Tell the epidemiologist, who passes it on through the city CDC.',
    },
    'list-signed-already': {
      status: 409,
      vi: 'Danh sách này {by} đã xác nhận là đủ.',
      en: 'This list was signed off by {by} already.',
    },
    'list-not-signed': {
      status: 409,
      vi: 'Danh sách này chưa được xác nhận, nên không có gì để mở lại.',
      en: 'This list is not signed off; there is nothing to withdraw.',
    },
    'list-empty': {
      status: 422,
      vi: 'Danh sách chưa có ai. Thêm người tiếp xúc, hoặc ghi rõ vì sao không có ai rồi xác nhận.',
      en: 'The list is empty. Add contacts, or say in the note why there are none, then sign off.',
    },
    'event-in-future': {
      status: 422,
      vi: 'Mốc dịch tễ bắt đầu ở tương lai. Kiểm tra lại ngày, giờ.',
      en: 'The exposure event begins in the future. Check the day and time.',
    },
    'event-time-reversed': {
      status: 422,
      vi: 'Mốc dịch tễ kết thúc trước khi bắt đầu. Kiểm tra lại hai mốc giờ.',
      en: 'The exposure event ends before it begins. Check both times.',
    },
    'followup-in-future': {
      status: 422,
      vi: 'Ngày theo dõi chưa đến. Chỉ ghi cho hôm nay hoặc ngày đã qua.',
      en: 'That day has not come. Record today or an earlier day.',
    },
    'followup-not-due': {
      status: 422,
      vi: 'Người này không có lịch theo dõi vào ngày {date}. Kiểm tra lại ngày, hoặc xem lại lần tiếp xúc cuối.',
      en: 'This person is not due on {date}. Check the day, or the last contact.',
    },
    'followup-checked-already': {
      status: 409,
      vi: 'Ngày này {by} đã ghi rồi. Mở kết quả đó ra nếu cần sửa.',
      en: 'That day was recorded by {by} already. Open that result to correct it.',
    },
    'followup-unchecked': {
      status: 409,
      vi: 'Ngày này chưa ghi kết quả, nên không có gì để hoàn tác.',
      en: 'Nothing was recorded for that day; there is nothing to undo.',
    },
    'what-if-in-future': {
      status: 422,
      vi: 'Ngày giả định ở tương lai. Chọn hôm nay hoặc một ngày đã qua.',
      en: 'The supposed day lies in the future. Choose today or an earlier day.',
    },
    'what-if-of-case': {
      status: 409,
      vi: 'Người này đã là ca bệnh {code}. Mở ca bệnh để xem người tiếp xúc thật.',
      en: 'This person is case {code} already. Open the case to see the real contacts.',
    },
  },
  constraints: {
    contact_once: 'contact-listed-already',
    contact_of_two: 'contact-with-self',
    contact_ends_after_start: 'contact-time-reversed',
    event_ends_after_start: 'event-time-reversed',
    notice_ends_after_start: 'notice-time-reversed',
    claim_ends_after_start: 'claim-outside-window',
  },
})
