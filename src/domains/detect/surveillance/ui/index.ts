import './messages.ts'

export { CaseActions } from './CaseActions.tsx'
export { CaseBadges, CaseFacts, CaseHistory, CaseLabs } from './CaseParts.tsx'
export { CasesOfPerson } from './CasesOfPerson.tsx'
export { NewCase } from './NewCase.tsx'
