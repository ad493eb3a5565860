import type { ProblemKind } from '../../../platform/problems.ts'

export const problems: Record<string, ProblemKind> = {
  'zone-empty': {
    status: 422,
    vi: 'Vùng chưa có gì bên trong. Chọn tổ dân phố, tòa nhà hoặc vẽ ranh trên bản đồ. Muốn bỏ hết vùng thì dùng quyết định gỡ.',
    en: 'Nothing makes up the zone. Choose neighbourhoods or buildings, or draw it on the map. To let all of it go, lift it.',
  },
  'zone-term-outside-rule': {
    status: 422,
    vi: 'Thời hạn chưa đúng: bắt đầu trong khoảng 7 ngày quanh hôm nay, kết thúc sau bắt đầu và không quá {max} ngày.',
    en: 'The term is not right: start within 7 days of today, end after the start and not more than {max} days later.',
  },
  'zone-end-not-later': {
    status: 422,
    vi: 'Gia hạn phải kết thúc muộn hơn hạn đang có và muộn hơn bây giờ. Chọn ngày muộn hơn.',
    en: 'An extension must end later than the present end and later than now. Choose a later day.',
  },
  'zone-not-smaller': {
    status: 422,
    vi: 'Phần còn lại phải nằm gọn trong vùng cũ và nhỏ hơn. Bỏ bớt một phần hoặc vẽ ranh nhỏ hơn; muốn mở rộng thì đề xuất vùng mới.',
    en: 'What remains must lie inside the old zone and be smaller. Take out a part or draw a smaller ring; to widen, propose a new zone.',
  },
  'zone-signer-not-competent': {
    status: 403,
    vi: 'Vùng vượt ra ngoài một phường do Chỉ huy trưởng quận quyết định. Chuyển đề xuất lên quận.',
    en: 'A zone beyond one ward is decided by the district commander. Pass the proposal on to the district.',
  },
  'zone-decided-already': {
    status: 409,
    vi: 'Vùng này đã có quyết định số {number}. Dùng thu hẹp, gia hạn hoặc gỡ.',
    en: 'This zone was decided already, number {number}. Reduce, extend or lift it.',
  },
  'zone-not-decided': {
    status: 409,
    vi: 'Vùng này mới là đề xuất. Ký quyết định thiết lập trước.',
    en: 'This zone is only proposed. Sign the decision that sets it first.',
  },
  'zone-lifted-already': {
    status: 409,
    vi: 'Vùng này đã được gỡ. Nếu có ca mới, đề xuất một vùng mới.',
    en: 'This zone was lifted already. If there are new cases, propose a new zone.',
  },
  'zone-criteria-unmet': {
    status: 409,
    vi: 'Chưa đủ điều kiện gỡ vùng. Xem từng điều kiện còn thiếu; chỉ Chỉ huy trưởng quận được quyết định khác, kèm lý do.',
    en: 'The zone does not meet the criteria for lifting. See which are unmet; only the district commander may decide otherwise, with a reason.',
  },
  'zone-override-refused': {
    status: 403,
    vi: 'Chỉ Chỉ huy trưởng quận được gỡ khi chưa đủ điều kiện. Chuyển đề nghị lên quận.',
    en: 'Only the district commander may lift while criteria are unmet. Ask the district.',
  },
  'zone-override-reason': {
    status: 422,
    vi: 'Gỡ khi chưa đủ điều kiện phải ghi rõ lý do, ít nhất 10 ký tự.',
    en: 'Lifting while criteria are unmet needs its reason, at least 10 characters.',
  },
}
