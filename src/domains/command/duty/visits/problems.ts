import type { ProblemKind } from '../../../../platform/problems.ts'

export const visitProblems: Record<string, ProblemKind> = {
  'field-visit-ahead': {
    status: 422,
    vi: 'Giờ đến sau giờ máy chủ. Chọn giờ đã qua.',
    en: 'This is later than the server’s time. Choose a time that has passed.',
  },
  'field-visit-too-old': {
    status: 422,
    vi: 'Chỉ ghi lượt đi cơ sở trong {days} ngày gần đây. Chọn lại ngày.',
    en: 'Only visits of the last {days} days are entered. Choose another day.',
  },
  'field-visit-area': {
    status: 422,
    vi: 'Nơi đến phải là một phường hoặc một tổ dân phố. Chọn lại nơi đến.',
    en: 'A visit goes to a ward or a neighbourhood. Choose one.',
  },
  'field-visit-place-elsewhere': {
    status: 422,
    vi: 'Địa điểm này không thuộc nơi đến đã chọn. Chọn địa điểm khác hoặc sửa nơi đến.',
    en: 'This place does not lie in the area visited. Choose another place or another area.',
  },
  'field-visit-sent-already': {
    status: 409,
    vi: 'Lượt đi này đã được ghi ở lần gửi trước; phần sửa sau đó chưa được ghi. Mở lượt đi trong sổ và dùng nút “Bổ sung”.',
    en: 'This visit was entered when it was sent before; what was changed since is not in it. Open it in the register and use “Supplement”.',
  },
  'field-visit-of-another': {
    status: 403,
    vi: 'Lượt đi cơ sở này của {by}, không thuộc quyền của bạn. Hãy nhắn người đó.',
    en: 'This field visit is {by}’s, and not yours to add to. Ask them.',
  },
  'field-visit-struck': {
    status: 409,
    vi: 'Lượt đi cơ sở này đã gạch bỏ. Ghi một lượt mới nếu cần.',
    en: 'This field visit was struck out. Enter a new one if there is one.',
  },
  'field-visit-strike-late': {
    status: 409,
    vi: 'Chỉ gạch bỏ được trong ngày ghi. Dùng nút “Bổ sung” để đính chính.',
    en: 'An entry is struck out on the day it was entered only. Put it right with a supplement.',
  },
  'field-visit-photos-late': {
    status: 409,
    vi: 'Chỉ thêm, gỡ ảnh trong {days} ngày sau lượt đi. Dùng nút “Bổ sung” để ghi thêm.',
    en: 'Photos are added and taken back within {days} days of the visit. Write a supplement instead.',
  },
  'field-visit-due-past': {
    status: 422,
    vi: 'Hạn hoàn thành phải sau thời điểm này. Chọn giờ muộn hơn.',
    en: 'The deadline must lie ahead. Choose a later time.',
  },
}
