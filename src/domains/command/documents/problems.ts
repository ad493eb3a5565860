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
}

export const constraints: Record<string, string> = {
  document_symbol_once: 'already-exists',
  document_link_once: 'already-exists',
  document_term: 'document-term',
  document_date_explained: 'document-date-unexplained',
  document_secret: 'document-secret',
}
