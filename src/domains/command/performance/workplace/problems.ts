import type { ProblemKind } from '../../../../platform/problems.ts'

/** What is refused in reviews of workplaces. */
export const workplaceProblems: Record<string, ProblemKind> = {
  'workplace-case-unknown': {
    status: 422,
    vi: 'Không thấy ca bệnh có mã này trong địa bàn của bạn. Xem lại mã ca, ví dụ HM-2021-0007.',
    en: 'There is no case with this code in your area. Check the code, for instance HM-2021-0007.',
  },
  'workplace-case-unconfirmed': {
    status: 422,
    vi: 'Chỉ rà soát nơi làm việc của ca bệnh xác định. Chờ kết quả xét nghiệm, hoặc chọn ca khác.',
    en: 'Only the workplace of a confirmed case is reviewed. Wait for the result, or choose another case.',
  },
  'workplace-one': {
    status: 422,
    vi: 'Chọn đúng một nơi làm việc: một cơ quan, doanh nghiệp, hoặc một địa điểm.',
    en: 'Choose exactly one workplace: an organisation or a place.',
  },
  'workplace-reviewed-already': {
    status: 409,
    vi: 'Ca bệnh này đã được rà soát tại nơi làm việc đó. Mở hồ sơ đang có; nếu đã kết luận thì rà soát lại.',
    en: 'This case is reviewed at that workplace already. Open that review; where it is concluded, open it again.',
  },
  'workplace-measure-unknown': {
    status: 422,
    vi: 'Có biện pháp không nằm trong danh mục của hồ sơ này. Tải lại trang rồi ghi lại.',
    en: 'A measure is not in the list of this review. Reload the page, then enter them again.',
  },
  'workplace-concluded': {
    status: 409,
    vi: 'Hồ sơ này đã kết luận nên không sửa được. Người có thẩm quyền rà soát lại, nêu lý do, rồi ghi tiếp.',
    en: 'This review is concluded and cannot be changed. Whoever concludes opens it again with a reason first.',
  },
  'workplace-not-concluded': {
    status: 409,
    vi: 'Hồ sơ này chưa kết luận, hoặc đang được rà soát lại. Chờ kết luận rồi ghi.',
    en: 'This review is not concluded, or is open again. Wait for the conclusion.',
  },
  'workplace-not-found-out': {
    status: 409,
    vi: 'Chưa ai ghi kết quả xác minh tại nơi làm việc. Ghi kết quả xác minh trước rồi kết luận.',
    en: 'Nobody has entered what was found at the workplace. Enter the findings first, then conclude.',
  },
  'workplace-own': {
    status: 403,
    vi: 'Không tự kết luận trên kết quả do mình xác minh. Nhờ người có thẩm quyền khác kết luận.',
    en: 'Nobody concludes on what they found themselves. Ask somebody else who may.',
  },
  'workplace-nothing-asked': {
    status: 409,
    vi: 'Kết luận này không nêu việc không chấp hành nên không có gì phải giải trình.',
    en: 'This conclusion finds no non-compliance, so there is nothing to answer.',
  },
  'workplace-own-conclusion': {
    status: 403,
    vi: 'Người ký kết luận không ghi thay ý kiến giải trình. Để phường hoặc người khác ghi.',
    en: 'Whoever signed the conclusion does not enter the answer to it. Let the ward or somebody else enter it.',
  },
  'workplace-cause-unfounded': {
    status: 422,
    vi: 'Chưa đủ căn cứ kết luận không chấp hành: phải có ít nhất một biện pháp không thực hiện, và không loại trừ việc lây nhiễm tại nơi làm việc. Bổ sung kết quả xác minh, hoặc chọn kết luận khác.',
    en: 'Non-compliance is not founded: at least one measure must not have been kept, and infection at work must not be ruled out. Add to the findings, or conclude otherwise.',
  },
  'workplace-cause-contradicts': {
    status: 422,
    vi: 'Kết quả xác minh có biện pháp không thực hiện nên không kết luận là đã chấp hành được. Chọn kết luận khác, hoặc xác minh lại.',
    en: 'The findings name a measure that was not kept, so compliance cannot be concluded. Conclude otherwise, or look again.',
  },
}
