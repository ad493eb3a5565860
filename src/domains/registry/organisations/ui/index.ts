export { NewTeam } from './NewTeam.tsx'
export { TeamPage } from './TeamPage.tsx'
