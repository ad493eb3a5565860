import { defineDomain } from '../../../platform/domain.ts'
import { reorganised } from './moves.ts'
import { POSTS } from './posts.ts'
import { organisations as organisationsRegister, teams } from './registers.ts'
import { organisationsRouter } from './routes.ts'

export { appoint, findAppointment, fitsLevel, listAppointments } from './appointments.ts'
export { POSTS } from './posts.ts'
export { findPostOfUser } from './queries.ts'

export const organisations = defineDomain({
  name: 'organisations',
  router: organisationsRouter,
  registers: [organisationsRegister, teams],
  reactions: [reorganised],
  rights: { 'organisation.read': Object.keys(POSTS) },
})
