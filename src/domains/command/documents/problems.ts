import type { ProblemKind } from '../../../platform/problems.ts'

export const problems: Record<string, ProblemKind> = {
  'document-file-refused': {
    status: 422,
    vi: 'Chỉ đọc được tệp DOCX, PDF có chữ và văn bản thuần. Lưu lại thành một trong các loại đó, hoặc dán nội dung vào ô.',
    en: 'DOCX, PDF with text and plain text are read. Save it as one of these, or paste the text.',
  },
  'document-file-unreadable': {
    status: 422,
    vi: 'Tệp hỏng hoặc quá phức tạp nên không đọc được. Mở bằng Word rồi lưu lại, hoặc dán nội dung vào ô.',
    en: 'The file is damaged or too intricate to read. Open and save it in Word, or paste the text.',
  },
  'document-file-scanned': {
    status: 422,
    vi: 'Tệp này là ảnh quét, không có chữ để đọc. Gõ hoặc dán nội dung vào ô, rồi đính kèm bản quét ở văn bản.',
    en: 'This is a scan without text. Type or paste the text, then attach the scan to the document.',
  },
  'document-type-unknown': {
    status: 422,
    vi: 'Không có loại văn bản này. Chọn trong danh sách; không rõ thì chọn "Văn bản khác".',
    en: 'There is no such type of document. Choose from the list; if unsure, "Other document".',
  },
  'document-secret': {
    status: 422,
    vi: 'Văn bản mật chỉ vào sổ số, ngày, cơ quan và trích yếu được phép; không đưa nội dung vào hệ thống này. Xóa phần nội dung rồi lưu lại.',
    en: 'Of a secret document only number, date, issuer and a permitted abstract are entered; its text has no place here. Remove the text and save again.',
  },
  'document-date-unexplained': {
    status: 422,
    vi: 'Ngày đúng khác ngày in trên văn bản. Ghi chú vì sao (ví dụ: in nhầm năm).',
    en: 'The right date differs from the printed one. Note why (for example: the year was misprinted).',
  },
  'document-term': {
    status: 422,
    vi: 'Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi.',
    en: 'The end of validity cannot be before its start.',
  },
  'document-not-yours': {
    status: 403,
    vi: 'Văn bản này thuộc sổ của đơn vị khác; chỉ đơn vị đó sửa, ký, gửi và giao việc.',
    en: 'This document stands in another unit’s register; only that unit edits, signs, sends and assigns it.',
  },
  'document-issued-already': {
    status: 409,
    vi: 'Văn bản đã ban hành hoặc là văn bản đến, không ký nữa.',
    en: 'The document is issued already, or came from outside; there is nothing to sign.',
  },
  'document-not-issued': {
    status: 409,
    vi: 'Văn bản còn là dự thảo. Ký ban hành trước rồi mới gửi và giao việc.',
    en: 'The document is still a draft. Sign it before sending it and assigning tasks.',
  },
  'document-no-such-post': {
    status: 422,
    vi: 'Nơi được chọn không có chức danh này ({post}). Chọn chức danh khác.',
    en: 'There is no such post ({post}) in the chosen area. Choose another one.',
  },
  'document-not-addressed': {
    status: 403,
    vi: 'Văn bản này gửi cho chức danh khác; người giữ chức danh đó xác nhận.',
    en: 'The document was sent to another post; its holder acknowledges it.',
  },
  'document-acknowledged-already': {
    status: 409,
    vi: '{by} đã xác nhận văn bản này.',
    en: '{by} has acknowledged this document already.',
  },
  'document-item-heading': {
    status: 422,
    vi: 'Đây là đề mục. Giao từng mục bên dưới.',
    en: 'This is a heading. Assign the items below it.',
  },
  'document-due-in-past': {
    status: 422,
    vi: 'Hạn phải ở tương lai. Chọn lại ngày giờ.',
    en: 'The deadline must lie in the future. Choose another time.',
  },
  'paper-form-placeholder': {
    status: 422,
    vi: 'Không có chỗ điền {said} (ở {place}). Chọn trong danh sách chỗ điền, hoặc bỏ dấu ngoặc nhọn.',
    en: 'There is no placeholder {said} (in {place}). Choose from the list of placeholders, or take the braces away.',
  },
  'paper-form-number': {
    status: 422,
    vi: 'Ký hiệu "{said}" chưa đúng thể thức ({place}). Số và loại đứng đầu như 21/KH-UBND (Nhà nước) hay 21-KH/QU (Đảng).',
    en: 'The symbol "{said}" is not in the right form ({place}). Number and type come first as in 21/KH-UBND (State) or 21-KH/QU (Party).',
  },
  'paper-form-authority': {
    status: 422,
    vi: '"{said}" chưa đúng cách ghi thẩm quyền ({place}). Nhà nước ghi TM., KT., TL., TUQ.; Đảng ghi T/M, K/T, T/L.',
    en: '"{said}" is not how authority is written ({place}). The State writes TM., KT., TL., TUQ.; the Party T/M, K/T, T/L.',
  },
  'paper-form-names-office': {
    status: 422,
    vi: 'Mẫu dùng chung cho đơn vị dưới thì để trống ô {place}: tên "{said}" sẽ in lên văn bản của đơn vị khác. Xóa ô đó, hoặc bỏ dùng chung.',
    en: 'A form that offices below use leaves {place} blank: "{said}" would be printed on their papers. Clear the field, or do not share the form.',
  },
  'paper-form-draft-exists': {
    status: 409,
    vi: 'Mẫu này đang có một bản nháp. Mở bản nháp đó để sửa tiếp.',
    en: 'This form has a draft already. Open it and go on there.',
  },
  'paper-form-not-yours': {
    status: 403,
    vi: 'Mẫu này của đơn vị khác; chỉ đơn vị đó sửa. Lập mẫu riêng nếu cần khác đi.',
    en: 'This form belongs to another office, which alone changes it. Make one of your own if it should differ.',
  },
  'paper-form-frozen': {
    status: 409,
    vi: 'Bản mẫu đã ban hành thì không sửa: văn bản cũ phải in lại đúng như trước. Soạn bản mới.',
    en: 'A published edition is not changed: old papers must be made again as they were. Draft a new edition.',
  },
  'paper-form-not-published': {
    status: 409,
    vi: 'Bản nháp chưa có hiệu lực nên không có gì để dừng. Xóa bản nháp nếu không dùng.',
    en: 'A draft is not in force, so there is nothing to end. Discard it if it is not needed.',
  },
  'paper-form-backdated': {
    status: 422,
    vi: 'Ngày phải từ hôm nay trở đi: văn bản đã ký giữ mẫu cũ.',
    en: 'The day must be today or later: papers already signed keep their form.',
  },
}

export const constraints: Record<string, string> = {
  paper_form_one_draft: 'paper-form-draft-exists',
  paper_form_frozen: 'paper-form-frozen',
  document_symbol_once: 'already-exists',
  document_link_once: 'already-exists',
  document_term: 'document-term',
  document_date_explained: 'document-date-unexplained',
  document_secret: 'document-secret',
}
