import { words } from '../../../platform/words.ts'
import { type Field, synonyms, ways } from './field.ts'

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
    headers: ways(
      'uuid|id|person id|ma benh nhan|ma ca|ma ca benh|ma so|ma f0|ma f1|case id|contact id|ma nguoi|ma',
    ),
  },
  {
    key: 'fullName',
    type: 'name',
    words: words('Họ và tên', 'Full name'),
    headers: ways(
      'ho ten|ho va ten|full name|name|ten benh nhan|ho ten benh nhan|patient name|ho va ten benh nhan',
    ),
  },
  {
    key: 'familyName',
    type: 'name',
    words: words('Họ', 'Family name'),
    headers: ways('lastname|last name|family name|surname|ho'),
  },
  {
    key: 'middleName',
    type: 'name',
    words: words('Tên đệm', 'Middle name'),
    headers: ways('middlename|middle name|ten dem|dem'),
  },
  {
    key: 'givenName',
    type: 'name',
    words: words('Tên', 'Given name'),
    headers: ways('firstname|first name|given name|ten'),
  },
  {
    key: 'birthDate',
    type: 'date',
    words: words('Ngày sinh', 'Date of birth'),
    headers: ways('ngay sinh|ngay thang nam sinh|date of birth|dob|birth date|birthdate'),
  },
  {
    key: 'birthYear',
    type: 'number',
    words: words('Năm sinh', 'Year of birth'),
    headers: ways('nam sinh|year of birth|birth year|birthyear|ns'),
  },
  {
    key: 'age',
    type: 'number',
    words: words('Tuổi', 'Age'),
    hint: words('Dùng để tính năm sinh khi không có', 'Gives the year of birth when there is none'),
    headers: ways('tuoi|age|age years|age in years'),
  },
  {
    key: 'sex',
    type: 'choice',
    words: words('Giới tính', 'Sex'),
    headers: ways('gioi tinh|gioi|sex|gender|nam nu'),
    ...SEX,
  },
  {
    key: 'nationalId',
    type: 'id',
    words: words('Số CCCD, hộ chiếu', 'ID card, passport'),
    headers: ways(
      'cccd|so cccd|cmnd|so cmnd|cmnd cccd|cccd cmnd|so dinh danh|ho chieu|national id|id card|passport',
    ),
  },
  {
    key: 'phone',
    type: 'text',
    words: words('Điện thoại', 'Phone'),
    headers: ways('dien thoai|so dien thoai|sdt|so dt|dt|telephone|phone|mobile'),
  },
  {
    key: 'nationality',
    type: 'text',
    words: words('Quốc tịch (mã 2 chữ)', 'Nationality (two letters)'),
    headers: ways('quoc tich|nationality'),
  },
  {
    key: 'occupation',
    type: 'text',
    words: words('Nghề nghiệp', 'Occupation'),
    headers: ways('nghe nghiep|nghe|occupation|job'),
  },
  {
    key: 'address',
    type: 'text',
    words: words('Địa chỉ', 'Address'),
    hint: words(
      'Phường, tổ dân phố trong địa chỉ cũng được nhận ra',
      'A ward or neighbourhood in the address is recognised too',
    ),
    headers: ways('dia chi|noi o|noi o hien nay|cho o|dia chi noi o|dia chi hien tai|address|residence'),
  },
  {
    key: 'area',
    type: 'area',
    words: words('Phường, tổ dân phố', 'Ward, neighbourhood'),
    headers: ways(
      'phuong|phuong xa|xa phuong|dia ban|to dan pho|tdp|ward|admin 3 name|admin 2 name|location id|location|area|person usualplaceofresidencelocationid',
    ),
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

/** As tracing grades closeness; what touches things and not people is no closeness of ours and stays unknown. */
const CLOSENESS: Pick<Field, 'values' | 'synonyms'> = {
  values: {
    household: words('Cùng nhà', 'Same household'),
    direct: words('Trực tiếp', 'Direct contact'),
    within_2m_15min: words('Trong 2 m, từ 15 phút', 'Within 2 m, 15 minutes or more'),
    same_room: words('Cùng phòng', 'Same room'),
    brief: words('Thoáng qua', 'Brief'),
    proximity_device: words('Thiết bị ghi nhận', 'Recorded by a device'),
    unknown: words('Chưa rõ', 'Unknown'),
  },
  synonyms: synonyms({
    household:
      'household|home household|family|family member|gia dinh|nguoi nha|cung nha|song cung nha|ho gia dinh',
    direct:
      'direct|direct physical contact|physical contact|contact with hcw|truc tiep|tiep xuc truc tiep|cham soc',
    within_2m_15min: 'direct non physical contact within 1 meter|within 2m|duoi 2m|trong 2m|tiep xuc gan|gan',
    same_room:
      'same room|hospital room|emergency room|visit hospital|cung phong|cung lop|cung xe|cung phong benh',
    brief: 'brief|thoang qua',
    proximity_device: 'bluezone|device|proximity',
    unknown:
      'other|other please specify in comment field|khac|indirect|indirect contact|indirect contact touched contaminated surface materials fomites etc|gian tiep',
  }),
}

export const EXPOSURE: Field[] = [
  {
    key: 'contactDate',
    type: 'date',
    words: words('Ngày tiếp xúc cuối', 'Last contact'),
    headers: ways(
      'date of last contact|ngay tiep xuc cuoi|ngay tiep xuc cuoi cung|ngay tiep xuc|last contact|contact date|ngay tx cuoi',
    ),
  },
  {
    key: 'exposure',
    type: 'choice',
    words: words('Hình thức tiếp xúc', 'Kind of exposure'),
    headers: ways('exposure type|exposure|hinh thuc tiep xuc|loai tiep xuc|tiep xuc'),
    ...CLOSENESS,
  },
  {
    key: 'context',
    type: 'text',
    words: words('Hoàn cảnh, nơi tiếp xúc', 'Context'),
    headers: ways('context of exposure|hoan canh tiep xuc|noi tiep xuc|context'),
  },
]

const caseFacts: Field[] = [
  {
    key: 'classification',
    type: 'choice',
    words: words('Phân loại ca', 'Classification'),
    headers: ways('classification|phan loai|phan loai ca|phan loai ca benh|case classification'),
    ...CLASSIFICATION,
  },
  {
    key: 'onsetDate',
    type: 'date',
    words: words('Ngày khởi phát', 'Onset'),
    headers: ways(
      'ngay khoi phat|khoi phat|date of onset|dt onset|date onset|onset|onset date|ngay kp|ngay co trieu chung',
    ),
  },
  {
    key: 'reportDate',
    type: 'date',
    words: words('Ngày báo cáo', 'Report'),
    headers: ways(
      'date of reporting|dt report|ngay bao cao|ngay khai bao|report date|date report|date of report|ngay ghi nhan|ngay bao',
    ),
  },
  {
    key: 'confirmDate',
    type: 'date',
    words: words('Ngày xác định', 'Confirmed on'),
    headers: ways(
      'dt diag|ngay xac dinh|ngay co ket qua|ngay xac dinh duong tinh|ngay duong tinh|date of diagnosis|ngay chan doan|date of confirmation|date confirmed|ngay kq',
    ),
  },
  {
    key: 'detectedIn',
    type: 'choice',
    words: words('Nơi phát hiện', 'Detected in'),
    headers: ways('noi phat hien|phat hien tai|detected in'),
    ...DETECTED,
  },
  {
    key: 'symptoms',
    type: 'text',
    words: words('Triệu chứng', 'Symptoms'),
    headers: ways('trieu chung|symptoms'),
  },
  {
    key: 'outcome',
    type: 'choice',
    words: words('Kết cục', 'Outcome'),
    headers: ways('outcome|outcome id|ket cuc|ket qua dieu tri|tinh trang hien tai'),
    ...OUTCOME,
  },
  {
    key: 'outcomeDate',
    type: 'date',
    words: words('Ngày có kết cục', 'Date of outcome'),
    headers: ways('date of outcome|ngay ket cuc|ngay ra vien|outcome date'),
  },
  {
    key: 'deathDate',
    type: 'date',
    words: words('Ngày tử vong', 'Date of death'),
    headers: ways('dt death|ngay tu vong|ngay mat|date of death|death date'),
  },
  {
    key: 'exposedFrom',
    type: 'date',
    words: words('Phơi nhiễm từ ngày', 'Exposed from'),
    hint: words(
      'Giữ lại để biết khoảng tiếp xúc khi tệp quan hệ không có ngày',
      'Kept, to know when people met where a list of links has no dates',
    ),
    headers: ways('dt start exp|exposed from|phoi nhiem tu|ngay phoi nhiem|start of exposure'),
  },
  {
    key: 'exposedUntil',
    type: 'date',
    words: words('Phơi nhiễm đến ngày', 'Exposed until'),
    headers: ways('dt end exp|exposed until|phoi nhiem den|end of exposure'),
  },
]

const contactFacts: Field[] = [
  {
    key: 'caseId',
    type: 'id',
    words: words('Mã ca F0 liên quan', 'Id of the case'),
    hint: words(
      'Để trống nếu quan hệ nằm ở một tệp khác',
      'Leave out when the links are in a file of their own',
    ),
    headers: ways('ma f0|f0|f0 lien quan|tiep xuc voi|ca lien quan|tiep xuc voi f0|source case|case'),
  },
  ...EXPOSURE,
]

/** A line list: the case and the person in one row. */
export const cases: Field[] = [...caseFacts, ...who]
/** A list of contacts: the person, and the case when the row names it. */
export const contacts: Field[] = [...contactFacts, ...who]
