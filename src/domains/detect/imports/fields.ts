import { type Words, words } from '../../../platform/words.ts'
import type { ImportKind } from './contract.ts'

export type FieldType = 'id' | 'text' | 'name' | 'date' | 'instant' | 'number' | 'choice' | 'area'

export interface Field {
  key: string
  type: FieldType
  words: Words
  hint?: Words
  required?: boolean
  /** Headers, folded, best first; the first field in the list that claims a header gets it. */
  headers: string[]
  /** Value → words, for a choice. */
  values?: Record<string, Words>
  /** Folded way of writing → value. */
  synonyms?: Record<string, string>
}

function synonyms(of: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(of).flatMap(([value, ways]) => ways.split('|').map((way) => [way, value])),
  )
}

const SEX: Pick<Field, 'values' | 'synonyms'> = {
  values: { male: words('Nam', 'Male'), female: words('Nữ', 'Female'), other: words('Khác', 'Other') },
  synonyms: synonyms({
    male: 'm|male|nam|trai|man',
    female: 'f|female|nu|gai|woman',
    other: 'other|khac',
  }),
}

const who: Field[] = [
  {
    key: 'outsideId',
    type: 'id',
    words: words('Mã ở nguồn', 'Id in the source'),
    hint: words(
      'Mã của người này trong hệ thống gốc; nhập lại sẽ nhận ra',
      'The person’s id in the system the file comes from; a second import recognises it',
    ),
    headers: [
      'uuid',
      'id',
      'person id',
      'ma benh nhan',
      'ma ca',
      'ma ca benh',
      'ma so',
      'ma f0',
      'ma f1',
      'case id',
      'contact id',
      'ma nguoi',
      'ma',
    ],
  },
  {
    key: 'fullName',
    type: 'name',
    words: words('Họ và tên', 'Full name'),
    headers: [
      'ho ten',
      'ho va ten',
      'full name',
      'name',
      'ten benh nhan',
      'ho ten benh nhan',
      'patient name',
      'ho va ten benh nhan',
    ],
  },
  {
    key: 'familyName',
    type: 'name',
    words: words('Họ', 'Family name'),
    headers: ['lastname', 'last name', 'family name', 'surname', 'ho'],
  },
  {
    key: 'middleName',
    type: 'name',
    words: words('Tên đệm', 'Middle name'),
    headers: ['middlename', 'middle name', 'ten dem', 'dem'],
  },
  {
    key: 'givenName',
    type: 'name',
    words: words('Tên', 'Given name'),
    headers: ['firstname', 'first name', 'given name', 'ten'],
  },
  {
    key: 'birthDate',
    type: 'date',
    words: words('Ngày sinh', 'Date of birth'),
    headers: ['ngay sinh', 'ngay thang nam sinh', 'date of birth', 'dob', 'birth date', 'birthdate'],
  },
  {
    key: 'birthYear',
    type: 'number',
    words: words('Năm sinh', 'Year of birth'),
    headers: ['nam sinh', 'year of birth', 'birth year', 'birthyear', 'ns'],
  },
  {
    key: 'age',
    type: 'number',
    words: words('Tuổi', 'Age'),
    hint: words('Dùng để tính năm sinh khi không có', 'Gives the year of birth when there is none'),
    headers: ['tuoi', 'age', 'age years', 'age in years'],
  },
  {
    key: 'sex',
    type: 'choice',
    words: words('Giới tính', 'Sex'),
    headers: ['gioi tinh', 'gioi', 'sex', 'gender', 'nam nu'],
    ...SEX,
  },
  {
    key: 'nationalId',
    type: 'id',
    words: words('Số CCCD, hộ chiếu', 'ID card, passport'),
    headers: [
      'cccd',
      'so cccd',
      'cmnd',
      'so cmnd',
      'cmnd cccd',
      'cccd cmnd',
      'so dinh danh',
      'ho chieu',
      'national id',
      'id card',
      'passport',
    ],
  },
  {
    key: 'phone',
    type: 'text',
    words: words('Điện thoại', 'Phone'),
    headers: ['dien thoai', 'so dien thoai', 'sdt', 'so dt', 'dt', 'telephone', 'phone', 'mobile'],
  },
  {
    key: 'nationality',
    type: 'text',
    words: words('Quốc tịch (mã 2 chữ)', 'Nationality (two letters)'),
    headers: ['quoc tich', 'nationality'],
  },
  {
    key: 'occupation',
    type: 'text',
    words: words('Nghề nghiệp', 'Occupation'),
    headers: ['nghe nghiep', 'nghe', 'occupation', 'job'],
  },
  {
    key: 'address',
    type: 'text',
    words: words('Địa chỉ', 'Address'),
    hint: words(
      'Phường, tổ dân phố trong địa chỉ cũng được nhận ra',
      'A ward or neighbourhood in the address is recognised too',
    ),
    headers: [
      'dia chi',
      'noi o',
      'noi o hien nay',
      'cho o',
      'dia chi noi o',
      'dia chi hien tai',
      'address',
      'residence',
    ],
  },
  {
    key: 'area',
    type: 'area',
    words: words('Phường, tổ dân phố', 'Ward, neighbourhood'),
    headers: [
      'phuong',
      'phuong xa',
      'xa phuong',
      'dia ban',
      'to dan pho',
      'tdp',
      'ward',
      'admin 3 name',
      'admin 2 name',
      'location id',
      'location',
      'area',
      'person usualplaceofresidencelocationid',
    ],
  },
]

const CLASSIFICATION: Pick<Field, 'values' | 'synonyms'> = {
  values: {
    suspected: words('Nghi ngờ', 'Suspected'),
    probable: words('Có thể', 'Probable'),
    confirmed: words('Xác định (F0)', 'Confirmed'),
    discarded: words('Loại trừ', 'Discarded'),
  },
  synonyms: synonyms({
    confirmed:
      'confirmed|confirm|xac dinh|ca xac dinh|duong tinh|f0|positive|ca benh xac dinh|laboratory confirmed|lab confirmed',
    probable: 'probable|co the|ca co the',
    suspected: 'suspect|suspected|nghi ngo|nghi nhiem|ca nghi ngo|ca benh nghi ngo',
    discarded: 'not a case discarded|discarded|not a case|loai tru|am tinh|negative',
  }),
}

const OUTCOME: Pick<Field, 'values' | 'synonyms'> = {
  values: {
    recovered: words('Khỏi', 'Recovered'),
    died: words('Tử vong', 'Died'),
    alive: words('Còn sống, chưa có kết cục', 'Alive, no outcome yet'),
  },
  synonyms: synonyms({
    died: 'dead|died|death|deceased|tu vong|chet|mat',
    recovered: 'recovered|khoi|khoi benh|da khoi|ra vien|xuat vien|discharged|cured',
    alive: 'alive|song|con song|dang dieu tri|dieu tri|under treatment|in treatment|hospitalized',
  }),
}

const DETECTED: Pick<Field, 'values' | 'synonyms'> = {
  values: {
    community: words('Cộng đồng', 'Community'),
    quarantine: words('Khu cách ly', 'Quarantine'),
    containment_zone: words('Vùng phong tỏa', 'Containment zone'),
    imported: words('Nhập cảnh', 'Imported'),
  },
  synonyms: synonyms({
    community: 'community|cong dong|ngoai cong dong|tai cong dong',
    quarantine: 'quarantine|khu cach ly|cach ly|trong khu cach ly|cach ly tap trung',
    containment_zone: 'containment zone|vung phong toa|khu phong toa|phong toa|khu vuc phong toa',
    imported: 'imported|nhap canh',
  }),
}

const EXPOSURE: Field[] = [
  {
    key: 'contactDate',
    type: 'date',
    words: words('Ngày tiếp xúc cuối', 'Last contact'),
    headers: [
      'date of last contact',
      'ngay tiep xuc cuoi',
      'ngay tiep xuc cuoi cung',
      'ngay tiep xuc',
      'last contact',
      'contact date',
      'ngay tx cuoi',
    ],
  },
  {
    key: 'exposure',
    type: 'text',
    words: words('Hình thức tiếp xúc', 'Kind of exposure'),
    headers: ['exposure type', 'exposure', 'hinh thuc tiep xuc', 'loai tiep xuc', 'tiep xuc'],
  },
  {
    key: 'context',
    type: 'text',
    words: words('Hoàn cảnh, nơi tiếp xúc', 'Context'),
    headers: ['context of exposure', 'hoan canh tiep xuc', 'noi tiep xuc', 'context'],
  },
]

const cases: Field[] = [
  {
    key: 'classification',
    type: 'choice',
    words: words('Phân loại ca', 'Classification'),
    headers: ['classification', 'phan loai', 'phan loai ca', 'phan loai ca benh', 'case classification'],
    ...CLASSIFICATION,
  },
  {
    key: 'onsetDate',
    type: 'date',
    words: words('Ngày khởi phát', 'Onset'),
    headers: [
      'ngay khoi phat',
      'khoi phat',
      'date of onset',
      'dt onset',
      'date onset',
      'onset',
      'onset date',
      'ngay kp',
      'ngay co trieu chung',
    ],
  },
  {
    key: 'reportDate',
    type: 'date',
    words: words('Ngày báo cáo', 'Report'),
    headers: [
      'date of reporting',
      'dt report',
      'ngay bao cao',
      'ngay khai bao',
      'report date',
      'date report',
      'date of report',
      'ngay ghi nhan',
      'ngay bao',
    ],
  },
  {
    key: 'confirmDate',
    type: 'date',
    words: words('Ngày xác định', 'Confirmed on'),
    headers: [
      'dt diag',
      'ngay xac dinh',
      'ngay co ket qua',
      'ngay xac dinh duong tinh',
      'ngay duong tinh',
      'date of diagnosis',
      'ngay chan doan',
      'date of confirmation',
      'date confirmed',
      'ngay kq',
    ],
  },
  {
    key: 'detectedIn',
    type: 'choice',
    words: words('Nơi phát hiện', 'Detected in'),
    headers: ['noi phat hien', 'phat hien tai', 'detected in'],
    ...DETECTED,
  },
  {
    key: 'symptoms',
    type: 'text',
    words: words('Triệu chứng', 'Symptoms'),
    headers: ['trieu chung', 'symptoms'],
  },
  {
    key: 'outcome',
    type: 'choice',
    words: words('Kết cục', 'Outcome'),
    headers: ['outcome', 'outcome id', 'ket cuc', 'ket qua dieu tri', 'tinh trang hien tai'],
    ...OUTCOME,
  },
  {
    key: 'outcomeDate',
    type: 'date',
    words: words('Ngày có kết cục', 'Date of outcome'),
    headers: ['date of outcome', 'ngay ket cuc', 'ngay ra vien', 'outcome date'],
  },
  {
    key: 'deathDate',
    type: 'date',
    words: words('Ngày tử vong', 'Date of death'),
    headers: ['dt death', 'ngay tu vong', 'ngay mat', 'date of death', 'death date'],
  },
]

const contacts: Field[] = [
  {
    key: 'caseId',
    type: 'id',
    words: words('Mã ca F0 liên quan', 'Id of the case'),
    hint: words(
      'Để trống nếu quan hệ nằm ở một tệp khác',
      'Leave out when the links are in a file of their own',
    ),
    headers: [
      'ma f0',
      'f0',
      'f0 lien quan',
      'tiep xuc voi',
      'ca lien quan',
      'tiep xuc voi f0',
      'source case',
      'case',
    ],
  },
  ...EXPOSURE,
]

const relationships: Field[] = [
  {
    key: 'outsideId',
    type: 'id',
    words: words('Mã quan hệ', 'Id of the link'),
    headers: ['uuid', 'id', 'relationship id'],
  },
  {
    key: 'sourceId',
    type: 'id',
    required: true,
    words: words('Người lây (mã ca)', 'From (the case)'),
    headers: [
      'source uuid',
      'from',
      'infector',
      'source id',
      'source',
      'nguoi lay',
      'ma f0',
      'source visualid',
      'tu',
    ],
  },
  {
    key: 'targetId',
    type: 'id',
    required: true,
    words: words('Người tiếp xúc (mã)', 'To (the contact)'),
    headers: [
      'target uuid',
      'to',
      'case id',
      'infectee',
      'target id',
      'target',
      'nguoi tiep xuc',
      'ma f1',
      'target visualid',
      'den',
    ],
  },
  ...EXPOSURE,
]

const followups: Field[] = [
  {
    key: 'outsideId',
    type: 'id',
    words: words('Mã lần theo dõi', 'Id of the follow-up'),
    headers: ['uuid', 'id', 'followup id'],
  },
  {
    key: 'personId',
    type: 'id',
    required: true,
    words: words('Người tiếp xúc (mã)', 'The contact (id)'),
    headers: ['contact uuid', 'contact id', 'person id', 'ma f1', 'ma nguoi tiep xuc', 'ma'],
  },
  {
    key: 'date',
    type: 'date',
    required: true,
    words: words('Ngày theo dõi', 'Day'),
    headers: [
      'date of followup',
      'follow up date',
      'followup date',
      'ngay theo doi',
      'ngay kiem tra',
      'date',
      'ngay',
    ],
  },
  {
    key: 'status',
    type: 'choice',
    required: true,
    words: words('Kết quả theo dõi', 'Result of the follow-up'),
    headers: ['followup status', 'follow up status', 'status', 'ket qua', 'tinh trang', 'ket qua theo doi'],
    values: {
      seen_ok: words('Gặp, bình thường', 'Seen, well'),
      seen_not_ok: words('Gặp, có triệu chứng', 'Seen, with symptoms'),
      missed: words('Đến mà vắng mặt', 'Visited, absent'),
      not_attempted: words('Không đến', 'Not attempted'),
      not_performed: words('Chưa thực hiện', 'Not performed'),
    },
    synonyms: synonyms({
      seen_ok: 'seen ok|ok|binh thuong|khoe|khong trieu chung|well',
      seen_not_ok: 'seen not ok|not ok|co trieu chung|trieu chung|nghi ngo|ill',
      missed: 'missed|vang|vang mat|khong gap|absent',
      not_attempted: 'not attempted|khong den|khong theo doi',
      not_performed: 'not performed|chua thuc hien|chua theo doi',
    }),
  },
  {
    key: 'temperature',
    type: 'number',
    words: words('Nhiệt độ (°C)', 'Temperature (°C)'),
    headers: ['nhiet do', 'temperature', 'than nhiet'],
  },
  {
    key: 'symptoms',
    type: 'text',
    words: words('Triệu chứng', 'Symptoms'),
    headers: ['trieu chung', 'symptoms'],
  },
  {
    key: 'note',
    type: 'text',
    words: words('Ghi chú', 'Note'),
    headers: ['ghi chu', 'comment', 'comments', 'note'],
  },
]

const labs: Field[] = [
  {
    key: 'outsideId',
    type: 'id',
    words: words('Mã kết quả', 'Id of the result'),
    headers: ['id', 'uuid', 'lab result id', 'ma ket qua'],
  },
  {
    key: 'personId',
    type: 'id',
    required: true,
    words: words('Ca bệnh (mã)', 'The case (id)'),
    headers: [
      'personid',
      'person uuid',
      'case uuid',
      'person id',
      'case id',
      'ma ca',
      'ma benh nhan',
      'person visualid',
    ],
  },
  {
    key: 'sampleCode',
    type: 'text',
    words: words('Mã mẫu', 'Sample code'),
    headers: ['sampleidentifier', 'sample identifier', 'ma mau', 'sample code', 'sample id'],
  },
  {
    key: 'method',
    type: 'choice',
    words: words('Phương pháp', 'Method'),
    headers: ['testtype', 'test type', 'phuong phap', 'loai xet nghiem', 'method'],
    values: {
      pcr: words('RT-PCR', 'RT-PCR'),
      antigen: words('Kháng nguyên', 'Antigen'),
      other: words('Khác', 'Other'),
    },
    synonyms: synonyms({
      pcr: 'rt pcr|pcr|realtime pcr|real time pcr|realtime rt pcr|xet nghiem pcr',
      antigen: 'antigen|khang nguyen|test nhanh|test nhanh khang nguyen|rapid|rapid antigen|ag rdt',
      other: 'other|khac|khang the|antibody|elisa|culture',
    }),
  },
  {
    key: 'result',
    type: 'choice',
    words: words('Kết quả', 'Result'),
    headers: ['result', 'ket qua', 'ket qua xet nghiem', 'kq', 'test result'],
    values: {
      positive: words('Dương tính', 'Positive'),
      negative: words('Âm tính', 'Negative'),
      inconclusive: words('Không xác định', 'Inconclusive'),
      pending: words('Chờ kết quả', 'Pending'),
    },
    synonyms: synonyms({
      positive: 'positive|pos|duong tinh|duong|+',
      negative: 'negative|neg|am tinh|am',
      inconclusive: 'inconclusive|indeterminate|khong xac dinh|nghi ngo|chua xac dinh',
      pending: 'pending|in progress|cho ket qua|chua co|chua co ket qua|dang cho',
    }),
  },
  {
    key: 'ct',
    type: 'number',
    words: words('Giá trị Ct', 'Ct value'),
    headers: ['ct', 'gia tri ct', 'ct value'],
  },
  {
    key: 'sampledAt',
    type: 'instant',
    words: words('Lấy mẫu', 'Sampled'),
    headers: [
      'datesampletaken',
      'date sample taken',
      'ngay lay mau',
      'gio lay mau',
      'lay mau',
      'sample date',
    ],
  },
  {
    key: 'resultedAt',
    type: 'instant',
    words: words('Có kết quả', 'Result at'),
    headers: ['dateofresult', 'date of result', 'ngay co ket qua', 'ngay tra ket qua', 'result date'],
  },
  {
    key: 'laboratory',
    type: 'text',
    words: words('Phòng xét nghiệm', 'Laboratory'),
    headers: ['labname', 'lab name', 'phong xet nghiem', 'noi xet nghiem', 'laboratory', 'don vi xet nghiem'],
  },
]

export const KINDS: Record<ImportKind, { words: Words; fields: Field[] }> = {
  cases: { words: words('Danh sách ca bệnh', 'Line list of cases'), fields: [...cases, ...who] },
  contacts: { words: words('Danh sách người tiếp xúc', 'List of contacts'), fields: [...contacts, ...who] },
  relationships: { words: words('Quan hệ lây, tiếp xúc', 'Links between people'), fields: relationships },
  followups: { words: words('Theo dõi hằng ngày', 'Follow-ups'), fields: followups },
  labs: { words: words('Kết quả xét nghiệm', 'Laboratory results'), fields: labs },
}

export function findField(kind: ImportKind, key: string): Field | undefined {
  return KINDS[kind].fields.find((f) => f.key === key)
}
