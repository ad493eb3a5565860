import { defineDomain } from '../../../platform/domain.ts'
import { reactions } from './jobs.ts'
import { households, people as peopleRegister } from './registers.ts'
import { peopleRouter } from './routes.ts'

export type { Person, PersonInput } from './contract.ts'
export {
  addPeople,
  findByNationalIds,
  findByOutsideIds,
  findNamed,
  findPeopleByIds,
  householdAt,
  type KnownPerson,
  nameSets,
  peopleVersions,
  removeEmptyHouseholds,
  removePeople,
} from './imported.ts'
export { addPerson, getPerson } from './service.ts'

/** Posts whose work needs to know who a person is. */
const WHO_KNOWS_PEOPLE = [
  'district-commander',
  'district-clerk',
  'epidemiologist',
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'laboratory',
  'clinician',
  'area-police',
  'neighbourhood-head',
  'team-member',
  'site-manager',
  'front-officer',
] as const

export const people = defineDomain({
  name: 'people',
  router: peopleRouter,
  registers: [peopleRegister, households],
  reactions,
  rights: {
    'person.read': WHO_KNOWS_PEOPLE,
    'person.write': ['epidemiologist', 'ward-nurse', 'area-police', 'neighbourhood-head', 'clinician'],
  },
  problems: {
    'birth-in-future': {
      status: 422,
      vi: 'Ngày sinh ở tương lai. Kiểm tra lại ngày, tháng, năm.',
      en: 'The date of birth lies in the future. Check day, month and year.',
    },
  },
})
