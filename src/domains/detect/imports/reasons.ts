import { type Words, words } from '../../../platform/words.ts'
import type { ImportKind, Reason } from './contract.ts'
import { findField } from './fields.ts'

type Level = Reason['level']

/** Every reason a row can get. The level is part of the meaning: a code never changes it. */
export const REASONS: Record<string, { level: Level; words: Words }> = {
  'who-unknown': {
    level: 'refuse',
    words: words(
      'Không có tên cũng không có mã: không biết là ai',
      'Neither a name nor an id: nobody can tell who this is',
    ),
  },
  'value-missing': { level: 'refuse', words: words('Thiếu: {field}', 'Missing: {field}') },
  'date-unreadable': {
    level: 'refuse',
    words: words(
      '{field}: không đọc được ngày “{value}”. Kiểm tra thứ tự ngày/tháng',
      '{field}: “{value}” cannot be read as a date. Check the order of day and month',
    ),
  },
  'date-future': {
    level: 'refuse',
    words: words('{field} {value} ở tương lai', '{field} {value} lies in the future'),
  },
  'onset-before-birth': {
    level: 'refuse',
    words: words('Khởi phát {value} trước ngày sinh {birth}', 'Onset {value} lies before the birth {birth}'),
  },
  'outcome-conflict': {
    level: 'refuse',
    words: words(
      'Có ngày tử vong {value} nhưng kết cục ghi là không tử vong',
      'There is a date of death {value}, but the outcome is not death',
    ),
  },
  'area-outside': {
    level: 'refuse',
    words: words(
      '“{value}” ngoài địa bàn nhập; chuyển cho đơn vị của địa bàn đó',
      '“{value}” lies outside the area of this import; hand it to the unit of that area',
    ),
  },
  'end-unknown': {
    level: 'refuse',
    words: words(
      'Không thấy ai mang mã {value} ({field}) trong dữ liệu đã nhập từ nguồn này',
      'Nobody with the id {value} ({field}) has been imported from this source',
    ),
  },
  'end-same': {
    level: 'refuse',
    words: words('Hai đầu là cùng một người ({value})', 'Both ends are the same person ({value})'),
  },
  'contact-date-unknown': {
    level: 'refuse',
    words: words(
      'Không có ngày tiếp xúc, cũng không có ngày nào để suy ra',
      'No date of contact, and no other date to tell it by',
    ),
  },
  'person-no-case': {
    level: 'refuse',
    words: words(
      'Người mang mã {value} chưa có hồ sơ ca bệnh',
      'The person with the id {value} has no case record',
    ),
  },
  'person-no-contact': {
    level: 'warn',
    words: words(
      'Người mang mã {value} chưa có trong danh sách tiếp xúc của ca nào: vẫn ghi lần theo dõi',
      'The person with the id {value} is on no list of contacts: the follow-up is entered all the same',
    ),
  },
  'result-before-sample': {
    level: 'refuse',
    words: words(
      'Kết quả {value} có trước khi lấy mẫu {sampled}',
      'The result {value} is earlier than the sample {sampled}',
    ),
  },
  'person-not-entered': {
    level: 'refuse',
    words: words(
      'Người được chọn (dòng {line}) không được nhập nên dòng này cũng không',
      'The person chosen (line {line}) was not entered, so this row is not either',
    ),
  },
  'refused-by-person': {
    level: 'refuse',
    words: words('{by} quyết định không nhập', '{by} decided not to import it'),
  },
  'row-failed': {
    level: 'refuse',
    words: words('Hệ thống không nhận dòng này ({value})', 'The system did not take this row ({value})'),
  },

  'likely-person': {
    level: 'review',
    words: words('Có thể trùng với {count} người đã biết', 'May be one of {count} people already known'),
  },
  'id-twice': {
    level: 'review',
    words: words(
      'Mã {value} đã có ở dòng {line} với thông tin khác',
      'The id {value} stands in line {line} too, with other facts',
    ),
  },
  'id-differs': {
    level: 'review',
    words: words(
      'Mã {value} đã thuộc về người có thông tin khác',
      'The id {value} belongs to somebody with other facts',
    ),
  },
  'national-id-differs': {
    level: 'review',
    words: words(
      'Số giấy tờ đã thuộc về người có tên khác',
      'The ID number belongs to somebody with another name',
    ),
  },

  'case-known': {
    level: 'match',
    words: words('Ca này đã có: {code}', 'This case is there already: {code}'),
  },
  'person-known': { level: 'match', words: words('Người này đã có', 'This person is there already') },
  'link-known': { level: 'match', words: words('Quan hệ này đã có', 'This link is there already') },
  'followup-known': {
    level: 'match',
    words: words('Lần theo dõi này đã có', 'This follow-up is there already'),
  },
  'lab-known': { level: 'match', words: words('Kết quả này đã có', 'This result is there already') },
  'no-check-made': {
    level: 'match',
    words: words(
      'Không ai kiểm tra hôm đó ({status}): không có gì để ghi',
      'Nobody checked on that day ({status}): nothing to enter',
    ),
  },
  'same-row': { level: 'match', words: words('Lặp lại dòng {line}', 'Repeats line {line}') },

  'area-unknown': {
    level: 'warn',
    words: words(
      'Không nhận ra địa bàn “{value}”: ghi vào địa bàn chung của lần nhập',
      'The place “{value}” is not known: entered in the default area',
    ),
  },
  'area-missing': {
    level: 'warn',
    words: words(
      'Không có địa bàn: ghi vào địa bàn chung của lần nhập',
      'No place given: entered in the default area',
    ),
  },
  'area-ambiguous': {
    level: 'warn',
    words: words(
      '“{value}” là tên của nhiều địa bàn: ghi vào địa bàn chung của lần nhập',
      '“{value}” names several areas: entered in the default area',
    ),
  },
  'name-missing': {
    level: 'warn',
    words: words('Không có tên: ghi tạm là “{value}”', 'No name: entered as “{value}”'),
  },
  'year-from-context': {
    level: 'warn',
    words: words(
      '{field}: “{value}” không có năm, hiểu là {taken}',
      '{field}: “{value}” has no year, read as {taken}',
    ),
  },
  'date-from-serial': {
    level: 'warn',
    words: words(
      '{field}: số {value} của Excel, hiểu là {taken}',
      '{field}: Excel’s number {value}, read as {taken}',
    ),
  },
  'value-not-understood': {
    level: 'warn',
    words: words(
      '{field}: không hiểu “{value}”, để trống',
      '{field}: “{value}” is not understood, left empty',
    ),
  },
  'report-date-missing': {
    level: 'warn',
    words: words('Không có ngày báo cáo: lấy {taken}', 'No date of report: {taken} is taken'),
  },
  'report-before-onset': {
    level: 'warn',
    words: words(
      'Báo cáo {value} trước khởi phát {onset}: giữ nguyên cả hai',
      'Report {value} before onset {onset}: both are kept',
    ),
  },
  'confirmed-before-onset': {
    level: 'warn',
    words: words(
      'Xác định {value} trước khởi phát {onset}: giữ nguyên cả hai',
      'Confirmed {value} before onset {onset}: both are kept',
    ),
  },
  'confirmed-before-report': {
    level: 'warn',
    words: words(
      'Xác định {value} trước ngày báo cáo {report}: giữ nguyên cả hai',
      'Confirmed {value} before the report {report}: both are kept',
    ),
  },
  'outcome-before-onset': {
    level: 'warn',
    words: words(
      'Kết cục {value} trước khởi phát {onset}: giữ nguyên cả hai',
      'Outcome {value} before onset {onset}: both are kept',
    ),
  },
  'outcome-date-missing': {
    level: 'warn',
    words: words(
      'Có kết cục nhưng không có ngày: để trống ngày',
      'An outcome without a date: the date stays empty',
    ),
  },
  'outcome-date-unused': {
    level: 'warn',
    words: words(
      'Chưa có kết cục (khỏi hoặc tử vong) nên ngày kết cục {value} không được ghi',
      'There is no outcome (recovered or died) yet, so its date {value} is not entered',
    ),
  },
  'confirmed-at-from-report': {
    level: 'warn',
    words: words(
      'Không có ngày xác định: lấy ngày báo cáo {taken}',
      'No date of confirmation: the date of report {taken} is taken',
    ),
  },
  'classification-assumed': {
    level: 'warn',
    words: words('Không có phân loại: ghi là nghi ngờ', 'No classification: entered as suspected'),
  },
  'another-episode': {
    level: 'warn',
    words: words(
      'Người này đã mắc bệnh này trước đó ({code}); ghi thành một đợt mới',
      'This person had the disease before ({code}); entered as a new episode',
    ),
  },
  'record-differs': {
    level: 'warn',
    words: words(
      'Hồ sơ đã có khác tệp ở: {value}. Hồ sơ được giữ nguyên',
      'The record differs from the file in: {value}. The record is kept',
    ),
  },
  'case-not-named': {
    level: 'warn',
    words: words(
      'Dòng không nói là tiếp xúc với ca nào: chỉ ghi người',
      'The row names no case: only the person is entered',
    ),
  },
  'contact-date-missing': {
    level: 'warn',
    words: words(
      'Không có ngày tiếp xúc: lấy những ngày phơi nhiễm {from} – {until} trong danh sách ca',
      'No date of contact: the days of exposure {from} – {until} of the line list are taken',
    ),
  },
  'contact-date-between': {
    level: 'warn',
    words: words(
      'Không có ngày tiếp xúc: lấy khoảng từ khi người lây khởi phát {from} đến khi người kia khởi phát {until}',
      'No date of contact: the days from the onset of the source {from} to that of the other {until} are taken',
    ),
  },
  'contact-is-earlier-case': {
    level: 'warn',
    words: words(
      'Không có ngày tiếp xúc, và người tiếp xúc khởi phát {from} trước người lây {until}: lấy ngày {from}',
      'No date of contact, and the contact fell ill {from} before the source {until}: {from} is taken',
    ),
  },
  'sample-far-from-onset': {
    level: 'warn',
    words: words(
      'Lấy mẫu {value} cách khởi phát {onset} hơn 60 ngày: giữ nguyên',
      'Sampled {value}, more than 60 days from the onset {onset}: kept',
    ),
  },
  'result-missing': {
    level: 'warn',
    words: words('Chưa có kết quả: ghi là đang chờ', 'No result: entered as pending'),
  },
  'result-date-missing': {
    level: 'warn',
    words: words('Không có giờ có kết quả: để trống', 'No time of the result: left empty'),
  },
  'method-missing': {
    level: 'warn',
    words: words('Không rõ phương pháp: ghi là khác', 'Method not given: entered as other'),
  },
  'positive-not-confirmed': {
    level: 'warn',
    words: words(
      'PCR dương tính nhưng ca chưa được xác định: dịch tễ xem lại phân loại',
      'Positive PCR, but the case is not confirmed: an epidemiologist should look at it',
    ),
  },
}

/** @throws Error for a code that is not in the catalogue: a mistake of the program, not of the file. */
export function reason(code: string, params: Reason['params'] = {}): Reason {
  const known = REASONS[code]
  if (!known) throw new Error(`Unknown reason ${code}`)
  return { code, level: known.level, params }
}

/** The sentence of a reason; the parameter `field` is shown in the words of the field. */
export function sentence(kind: ImportKind, r: Reason, lang: keyof Words): string {
  const known = REASONS[r.code]?.words[lang] ?? r.code
  return known.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = String(r.params[key] ?? '')
    return key === 'field' ? (findField(kind, value)?.words[lang] ?? value) : value
  })
}
