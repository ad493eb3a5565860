/** One entry of the catalogue of problems; a code is never reused for something else. */
export interface ProblemKind {
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503
  vi: string
  en: string
}

/** A refusal that a person can act on. On the wire: RFC 9457 with `code`, both languages and `details`. */
export class Problem extends Error {
  readonly code: string
  readonly params: Record<string, string | number>
  readonly details: Record<string, unknown>
  constructor(code: string, params: Record<string, string | number>, details: Record<string, unknown>) {
    super(code)
    this.code = code
    this.params = params
    this.details = details
  }
}

/** Builds a problem; throw what it returns. `params` fill the {placeholders} of its sentences. */
export function problem(
  code: string,
  params: Record<string, string | number> = {},
  details: Record<string, unknown> = {},
): Problem {
  return new Problem(code, params, details)
}

export const platformProblems: Record<string, ProblemKind> = {
  'input-invalid': {
    status: 422,
    vi: 'Có ô chưa đúng. Xem chỗ được đánh dấu rồi gửi lại; những gì đã nhập vẫn còn.',
    en: 'Some fields are not right. Look at the marked ones and send again; nothing you typed is lost.',
  },
  'body-unreadable': {
    status: 400,
    vi: 'Máy chủ không đọc được nội dung gửi lên. Tải lại trang rồi thử lại.',
    en: 'The server cannot read what was sent. Reload the page and try again.',
  },
  'not-signed-in': {
    status: 401,
    vi: 'Phiên làm việc đã hết. Đăng nhập lại để tiếp tục.',
    en: 'Your session has ended. Sign in again to go on.',
  },
  'right-missing': {
    status: 403,
    vi: 'Chức danh của bạn không có quyền làm việc này ({right}). Nhờ người phụ trách nếu cần.',
    en: 'Your post does not hold the right for this ({right}). Ask the person in charge.',
  },
  'outside-area': {
    status: 403,
    vi: 'Việc này ngoài địa bàn bạn phụ trách. Chuyển cho đơn vị của địa bàn đó.',
    en: 'This lies outside your area. Hand it over to the unit of that area.',
  },
  'not-found': {
    status: 404,
    vi: 'Không tìm thấy, hoặc không thuộc địa bàn bạn được xem.',
    en: 'Not found, or not in an area that you may see.',
  },
  'stale-version': {
    status: 409,
    vi: 'Người khác vừa sửa bản ghi này. Xem bản mới, chọn giữ điều gì rồi lưu lại.',
    en: 'Someone else has just changed this record. Look at both versions, choose, then save again.',
  },
  'already-exists': {
    status: 409,
    vi: 'Bản ghi này đã có rồi.',
    en: 'This record exists already.',
  },
  'key-reused': {
    status: 409,
    vi: 'Mã chống gửi trùng này đã dùng cho việc khác. Tải lại trang rồi làm lại.',
    en: 'This idempotency key was used for something else. Reload the page and do it again.',
  },
  'refers-to-nothing': {
    status: 422,
    vi: 'Bản ghi được nhắc tới không còn hoặc không đúng.',
    en: 'A record referred to does not exist.',
  },
  'too-many-requests': {
    status: 429,
    vi: 'Quá nhiều lượt trong một lúc. Đợi một phút rồi thử lại.',
    en: 'Too many requests at once. Wait a minute and try again.',
  },
  'host-refused': {
    status: 403,
    vi: 'Máy chủ diễn tập chỉ phục vụ trên chính máy này (localhost).',
    en: 'A demo server serves this machine only (localhost).',
  },
  'rule-missing': {
    status: 422,
    vi: 'Không có quy định nào về {rule} có hiệu lực vào ngày {date}.',
    en: 'No rule on {rule} is in force on {date}.',
  },
  'file-missing': {
    status: 400,
    vi: 'Chưa có tệp nào được gửi lên. Chọn tệp rồi gửi lại.',
    en: 'No file was sent. Choose a file and send again.',
  },
  'database-unreachable': {
    status: 503,
    vi: 'Cơ sở dữ liệu chưa trả lời. Những gì bạn nhập vẫn còn; thử lại sau ít giây.',
    en: 'The database does not answer. What you typed is kept; try again in a few seconds.',
  },
  'disk-full': {
    status: 503,
    vi: 'Đĩa của máy chủ đã đầy nên chưa ghi được gì. Những gì bạn nhập vẫn còn; báo quản trị dọn đĩa rồi gửi lại.',
    en: 'The disk of the server is full, so nothing was saved. What you typed is kept; tell the administrator, then send again.',
  },
  'try-again': {
    status: 503,
    vi: 'Hai việc cùng lúc vướng nhau nên việc này chưa được ghi. Gửi lại lần nữa.',
    en: 'Two changes at once got in each other’s way, so this one was not saved. Send it again.',
  },
  unexpected: {
    status: 500,
    vi: 'Có lỗi ngoài dự kiến. Chưa có gì bị thay đổi; báo mã {request} cho quản trị.',
    en: 'Something unexpected went wrong. Nothing was changed; give the code {request} to the administrator.',
  },
}

const POSTGRES_CODES: Record<string, string> = {
  '23505': 'already-exists',
  '23503': 'refers-to-nothing',
  '42501': 'outside-area',
  // A standby that was not promoted yet.
  '25006': 'database-unreachable',
  '53100': 'disk-full',
  '53200': 'database-unreachable',
  '53300': 'database-unreachable',
  '57P01': 'database-unreachable',
  '57P02': 'database-unreachable',
  '57P03': 'database-unreachable',
  '40001': 'try-again',
  '40P01': 'try-again',
  '55P03': 'try-again',
  ENOSPC: 'disk-full',
}

const BROKEN = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
])

/** What the driver says without a code when the server went away. */
const GONE =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Cannot use a pool after calling end)/

/** Maps a database error, or what it is the cause of, by constraint name, then by SQLSTATE; others stay undefined. */
export function problemOfDatabase(error: unknown, constraints: Record<string, string>): Problem | undefined {
  const e = error as
    | { code?: string; constraint?: string; message?: string; syscall?: string; cause?: unknown }
    | undefined
  if (!e || typeof e !== 'object') return undefined
  if (e.constraint && constraints[e.constraint]) return problem(constraints[e.constraint]!)
  const code = typeof e.code === 'string' ? e.code : ''
  const known = POSTGRES_CODES[code]
  if (known) return problem(known)
  // Class 08 of the SQLSTATEs; a socket that is not there (a file system's path for the embedded server).
  const lost = code.startsWith('08') || BROKEN.has(code) || e.syscall === 'connect'
  if (lost || GONE.test(e.message ?? '')) return problem('database-unreachable')
  return problemOfDatabase(e.cause, constraints)
}
