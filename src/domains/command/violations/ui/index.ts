import './messages.ts'

export { NewViolation } from './NewViolation.tsx'
export { ViolationPage } from './ViolationPage.tsx'
export { ViolationsHead } from './ViolationsHead.tsx'
