import { words } from '../../../platform/words.ts'
import { type Field, synonyms, ways } from './field.ts'
import { EXPOSURE } from './fields-people.ts'

export const relationships: Field[] = [
  {
    key: 'outsideId',
    type: 'id',
    words: words('Mã quan hệ', 'Id of the link'),
    headers: ways('uuid|id|relationship id'),
  },
  {
    key: 'sourceId',
    type: 'id',
    required: true,
    words: words('Người lây (mã ca)', 'From (the case)'),
    headers: ways('source uuid|from|infector|source id|source|nguoi lay|ma f0|source visualid|tu'),
  },
  {
    key: 'targetId',
    type: 'id',
    required: true,
    words: words('Người tiếp xúc (mã)', 'To (the contact)'),
    headers: ways(
      'target uuid|to|case id|infectee|target id|target|nguoi tiep xuc|ma f1|target visualid|den',
    ),
  },
  ...EXPOSURE,
]

export const followups: Field[] = [
  {
    key: 'outsideId',
    type: 'id',
    words: words('Mã lần theo dõi', 'Id of the follow-up'),
    headers: ways('uuid|id|followup id'),
  },
  {
    key: 'personId',
    type: 'id',
    required: true,
    words: words('Người tiếp xúc (mã)', 'The contact (id)'),
    headers: ways('contact uuid|contact id|person id|ma f1|ma nguoi tiep xuc|ma'),
  },
  {
    key: 'date',
    type: 'date',
    required: true,
    words: words('Ngày theo dõi', 'Day'),
    headers: ways('date of followup|follow up date|followup date|ngay theo doi|ngay kiem tra|date|ngay'),
  },
  {
    key: 'status',
    type: 'choice',
    required: true,
    words: words('Kết quả theo dõi', 'Result of the follow-up'),
    headers: ways('followup status|follow up status|status|ket qua|tinh trang|ket qua theo doi'),
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
    headers: ways('nhiet do|temperature|than nhiet'),
  },
  {
    key: 'symptoms',
    type: 'text',
    words: words('Triệu chứng', 'Symptoms'),
    headers: ways('trieu chung|symptoms'),
  },
  {
    key: 'note',
    type: 'text',
    words: words('Ghi chú', 'Note'),
    headers: ways('ghi chu|comment|comments|note'),
  },
]

export const labs: Field[] = [
  {
    key: 'outsideId',
    type: 'id',
    words: words('Mã kết quả', 'Id of the result'),
    headers: ways('id|uuid|lab result id|ma ket qua'),
  },
  {
    key: 'personId',
    type: 'id',
    required: true,
    words: words('Ca bệnh (mã)', 'The case (id)'),
    headers: ways('personid|person uuid|case uuid|person id|case id|ma ca|ma benh nhan|person visualid'),
  },
  {
    key: 'sampleCode',
    type: 'text',
    words: words('Mã mẫu', 'Sample code'),
    headers: ways('sampleidentifier|sample identifier|ma mau|sample code|sample id'),
  },
  {
    key: 'method',
    type: 'choice',
    words: words('Phương pháp', 'Method'),
    headers: ways('testtype|test type|phuong phap|loai xet nghiem|method'),
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
    headers: ways('result|ket qua|ket qua xet nghiem|kq|test result'),
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
    headers: ways('ct|gia tri ct|ct value'),
  },
  {
    key: 'sampledAt',
    type: 'instant',
    words: words('Lấy mẫu', 'Sampled'),
    headers: ways('datesampletaken|date sample taken|ngay lay mau|gio lay mau|lay mau|sample date'),
  },
  {
    key: 'resultedAt',
    type: 'instant',
    words: words('Có kết quả', 'Result at'),
    headers: ways('dateofresult|date of result|ngay co ket qua|ngay tra ket qua|result date'),
  },
  {
    key: 'laboratory',
    type: 'text',
    words: words('Phòng xét nghiệm', 'Laboratory'),
    headers: ways('labname|lab name|phong xet nghiem|noi xet nghiem|laboratory|don vi xet nghiem'),
  },
]
