import { defineDomain } from '../../../platform/domain.ts'
import { figures } from './figures.ts'
import { warningRouter } from './routes.ts'

export const warning = defineDomain({
  name: 'warning',
  router: warningRouter,
  figures,
  rights: {
    'warning.read': [
      'district-commander',
      'party-monitor',
      'district-clerk',
      'epidemiologist',
      'ward-chair',
      'ward-secretary',
      'ward-nurse',
      'city-cdc',
    ],
    'warning.judge': ['epidemiologist', 'ward-nurse'],
  },
  problems: {
    'warning-none': {
      status: 409,
      vi: 'Ngày này không có con số nào vượt mức thường. Tải lại trang để xem số liệu mới.',
      en: 'Nothing stands out on that day. Reload to see the numbers as they are now.',
    },
  },
})
