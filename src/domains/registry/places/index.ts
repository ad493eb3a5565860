import { defineDomain } from '../../../platform/domain.ts'
import { importFlats } from './flats.ts'
import { reactions } from './jobs.ts'
import { places as register } from './registers.ts'
import { placesRouter } from './routes.ts'

export { PLACE_KINDS, type Place } from './contract.ts'

export const places = defineDomain({
  name: 'places',
  router: placesRouter,
  registers: [register],
  reactions,
  uploads: [{ path: '/api/places/flats', right: 'place.write', run: importFlats }],
  problems: {
    'place-in-its-part': {
      status: 422,
      vi: 'Một khu không thể nằm trong chính tòa của nó. Chọn khu khác, hoặc để trống.',
      en: 'A complex cannot lie in one of its own blocks. Choose another complex, or leave it empty.',
    },
    'flats-columns-missing': {
      status: 422,
      vi: 'Không thấy cột căn hộ. Bảng cần dòng tiêu đề có "Căn hộ" (và "Tầng", "Tòa" nếu có).',
      en: 'There is no column of flats. The sheet needs a heading "Căn hộ" (and "Tầng", "Tòa" where there are any).',
    },
  },
  rights: {
    'place.write': ['district-clerk', 'ward-nurse', 'area-police', 'neighbourhood-head'],
    'place.read': [
      'district-commander',
      'district-clerk',
      'party-monitor',
      'epidemiologist',
      'ward-chair',
      'ward-secretary',
      'ward-nurse',
      'laboratory',
      'clinician',
      'area-police',
      'neighbourhood-head',
      'group-head',
      'military',
      'team-member',
      'site-manager',
      'checkpoint-guard',
      'inspection-lead',
      'front-officer',
    ],
  },
})
