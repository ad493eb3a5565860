import type { ProblemKind } from '../../../../platform/problems.ts'

export const problems: Record<string, ProblemKind> = {
  'template-invalid': {
    status: 422,
    vi: 'Mẫu báo cáo còn {n} chỗ chưa đúng. Xem các chỗ được đánh dấu rồi sửa trước khi ban hành.',
    en: '{n} places of the template are not right yet. Mend what is marked before publishing.',
  },
  'template-of-product': {
    status: 409,
    vi: 'Đây là mẫu có sẵn của phần mềm, không sửa được. Chép thành mẫu của đơn vị rồi sửa bản chép.',
    en: 'This template comes with the product and is not changed. Copy it and change the copy.',
  },
  'template-date-past': {
    status: 422,
    vi: 'Mẫu có hiệu lực sớm nhất từ hôm nay ({today}). Chọn hôm nay hoặc ngày sau.',
    en: 'A template is in force from today ({today}) at the earliest. Choose today or a later day.',
  },
  'template-version-used': {
    status: 409,
    vi: 'Đã có báo cáo lập theo bản mẫu của ngày này nên bản đó giữ nguyên. Chọn ngày hiệu lực khác, sớm nhất là ngày mai.',
    en: 'A report stands on the version of that day, so it stays as it is. Choose another day, tomorrow at the earliest.',
  },
  'template-not-published': {
    status: 409,
    vi: 'Mẫu này chưa ban hành bản nào. Ban hành trước, hoặc bỏ bản nháp nếu không dùng.',
    en: 'No version of this template was published. Publish it first, or throw the draft away.',
  },
  'template-no-draft': {
    status: 409,
    vi: 'Không có gì thay đổi so với bản đang dùng. Sửa mẫu rồi mới ban hành.',
    en: 'Nothing was changed since the last version. Edit the template first.',
  },
  'template-file-invalid': {
    status: 422,
    vi: 'Tệp này không phải mẫu báo cáo xuất từ phần mềm, hoặc đã hỏng ({where}). Chọn tệp .json do chức năng "Xuất tệp" tạo ra.',
    en: 'This file is not a template exported from the product, or it is damaged ({where}). Choose a .json file made by "Export".',
  },
  'report-template-unfit': {
    status: 422,
    vi: 'Mẫu "{name}" không dùng cho địa bàn hoặc ngày này. Chọn mẫu khác.',
    en: 'The template "{name}" is not for this area or day. Choose another one.',
  },
  'report-texts-missing': {
    status: 422,
    vi: 'Chưa viết những mục mà mẫu bắt buộc: {texts}. Viết xong rồi trình, ký.',
    en: 'Text that the template requires is missing: {texts}. Write it before handing in or signing.',
  },
}
