import type { OfficialDocument, TableBlock } from './official.ts'

/** Documents about invented people, for the tests of the official forms. */
export const list: TableBlock = {
  kind: 'table',
  columns: [
    { label: 'STT', align: 'center', width: 0.5 },
    { label: 'Họ và tên', width: 3 },
    { label: 'Số ngày', align: 'right' },
  ],
  rows: Array.from({ length: 90 }, (_, index) => [String(index + 1), 'Lê Văn Đước', '14']),
  total: ['', 'Tổng số: 90 người', '1.260'],
}

export const decision: OfficialDocument = {
  form: 'state',
  superior: 'ỦY BAN NHÂN DÂN QUẬN HOÀNG MAI',
  issuer: 'ỦY BAN NHÂN DÂN PHƯỜNG MAI ĐỘNG',
  number: '1187/QĐ-UBND',
  place: 'Mai Động',
  date: '2021-08-08',
  typeName: 'QUYẾT ĐỊNH',
  abstract: 'Về việc áp dụng biện pháp cách ly y tế tại nhà',
  heading: 'CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG MAI ĐỘNG',
  bases: [
    'Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007',
    'Theo đề nghị của Trạm trưởng Trạm Y tế phường Mai Động;',
  ],
  opener: 'QUYẾT ĐỊNH:',
  body: [
    {
      kind: 'article',
      title: 'Điều 1.',
      text: 'Áp dụng biện pháp cách ly y tế tại nhà đối với bà Trần Thị Hoa Sim, sinh năm 1984.',
      paragraphs: ['Thời gian cách ly: 14 ngày, theo Nghị định số 101/2010/NĐ-CP.'],
    },
    {
      kind: 'list',
      marks: 'letters',
      items: ['Không ra khỏi nơi cách ly;', 'Tự theo dõi sức khỏe;', 'Được quyền khiếu nại.'],
    },
    { kind: 'paragraph', text: 'Bà Trần Thị Hoa Sim chịu trách nhiệm thi hành Quyết định này./.' },
  ],
  recipients: ['Như Điều 1', '- Trung tâm Y tế quận;', 'Lưu: VT.'],
  authority: ['KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'],
  signer: 'Nguyễn Văn Lúa',
  verification: {
    code: '7KQM-2XPD',
    url: 'https://vungxanh.example.vn/xac-thuc/7KQM-2XPD',
    lines: ['Quét mã để xem tình trạng.'],
  },
}

export const group: OfficialDocument = {
  ...decision,
  urgency: 'HỎA TỐC',
  draft: true,
  annexes: [
    { label: 'Phụ lục I', title: 'DANH SÁCH NGƯỜI CÁCH LY', landscape: true, body: [list] },
    { label: 'Phụ lục II', title: 'MẪU BẢN CAM KẾT', body: [{ kind: 'paragraph', text: 'Tôi cam kết' }] },
  ],
}

export const partyLetter: OfficialDocument = {
  form: 'party',
  superior: 'ĐẢNG BỘ THÀNH PHỐ HÀ NỘI',
  issuer: 'QUẬN ỦY HOÀNG MAI',
  number: '318-CV/QU',
  place: 'Hoàng Mai',
  date: '2021-04-27',
  abstract: 'Tập trung lãnh đạo công tác phòng, chống dịch Covid-19',
  addressees: ['Ủy ban nhân dân quận', 'Các ban Đảng'],
  bases: [],
  body: [{ kind: 'paragraph', text: 'Ban Thường vụ Quận ủy yêu cầu các đơn vị thực hiện./.' }],
  recipients: ['Như trên', 'Lưu Văn phòng Quận ủy'],
  authority: ['T/M BAN THƯỜNG VỤ', 'PHÓ BÍ THƯ THƯỜNG TRỰC'],
  signer: 'Hoàng Thị Sen',
}

export const report: OfficialDocument = {
  ...decision,
  typeName: 'BÁO CÁO',
  body: [
    { kind: 'heading', text: 'I. TÌNH HÌNH DỊCH' },
    {
      kind: 'figures',
      caption: 'Bảng 1. Số liệu chung',
      rows: [{ label: 'Mũi tiêm trong ngày', value: '157.560', difference: '+312' }],
    },
    {
      kind: 'svg',
      caption: 'Hình 1. Ca mới',
      widthPt: 300,
      svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 80"><rect x="5" y="5" width="40" height="60"/><text x="5" y="78" font-size="10" font-family="Be Vietnam Pro">Đường cong dịch</text></svg>',
      table: { kind: 'table', columns: [{ label: 'Ngày' }, { label: 'Ca mới' }], rows: [['10/8', '4']] },
    },
    { kind: 'pageBreak' },
    { kind: 'paragraph', text: 'Trên đây là báo cáo của phường./.' },
  ],
}
