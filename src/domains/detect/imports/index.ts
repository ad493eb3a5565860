import { defineDomain } from '../../../platform/domain.ts'
import { figures } from './figures.ts'
import { files } from './files.ts'
import { reactions, schedules } from './jobs.ts'
import { registers } from './registers.ts'
import { importsRouter } from './routes.ts'
import { upload } from './upload.ts'

/** Posts that bring lists of people into the register; all of them may know who a person is. */
const WHO_IMPORTS = ['epidemiologist', 'ward-nurse'] as const

export const imports = defineDomain({
  name: 'imports',
  router: importsRouter,
  figures,
  registers,
  files,
  reactions,
  schedules,
  uploads: [{ path: '/api/imports/upload', right: 'import.make', run: upload }],
  rights: {
    'import.make': WHO_IMPORTS,
    'import.undo': WHO_IMPORTS,
    'import.work': [],
  },
  problems: {
    'import-not-ready': {
      status: 409,
      vi: 'Lần nhập này đang ở bước khác ({state}). Tải lại trang để xem bước hiện tại.',
      en: 'This import is at another step ({state}). Reload the page to see where it stands.',
    },
    'import-mapping-incomplete': {
      status: 422,
      vi: 'Chưa có cột nào cho: {fields}. Ghép cột rồi chạy thử lại.',
      en: 'No column is given for: {fields}. Map one and run the check again.',
    },
    'import-nothing-to-commit': {
      status: 422,
      vi: 'Không có dòng nào sẵn sàng để nhập. Quyết định các dòng đang chờ xem xét trước.',
      en: 'No row is ready to be entered. Decide the rows that wait for review first.',
    },
    'import-row-done': {
      status: 409,
      vi: 'Dòng {line} đã được xử lý rồi; không quyết định lại được. Hoàn tác cả lần nhập nếu cần.',
      en: 'Line {line} has been carried out; it cannot be decided again. Undo the whole import if need be.',
    },
    'import-changed-since': {
      status: 409,
      vi: '{count} hồ sơ do lần nhập này tạo đã được sửa hoặc đang được dùng; xem danh sách, xử lý từng hồ sơ rồi hoàn tác lại.',
      en: '{count} records of this import were changed or are in use; look at the list, settle each, then undo again.',
    },
  },
  constraints: { import_row_once: 'already-exists', import_review_once: 'already-exists' },
})
