import { defineDomain } from '../../../platform/domain.ts'
import { figures } from './figures.ts'
import { reorganised } from './moves.ts'
import { POSTS } from './posts.ts'
import { constraints, problems } from './problems.ts'
import { organisations as organisationsRegister, teams } from './registers.ts'
import { organisationsRouter } from './routes.ts'

export {
  appoint,
  findAppointment,
  findCandidate,
  fitsLevel,
  listAppointments,
  listCandidates,
  takeOver,
} from './appointments.ts'
export { POSTS } from './posts.ts'
export { findPostOfUser, type HeldPost, postHeldBy } from './queries.ts'
export { addCover, addMember, changeMember } from './teams/members.ts'
export { setUp } from './teams/service.ts'

export const organisations = defineDomain({
  name: 'organisations',
  router: organisationsRouter,
  registers: [organisationsRegister, teams],
  figures,
  reactions: [reorganised],
  problems,
  constraints,
  rights: {
    'organisation.read': Object.keys(POSTS),
    'team.write': ['district-commander', 'district-clerk', 'ward-chair', 'ward-nurse'],
  },
})
