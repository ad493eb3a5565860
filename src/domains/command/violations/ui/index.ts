import './messages.ts'

export { MeasuresOfPlace } from './MeasuresOfPlace.tsx'
export { MeasuresPage } from './MeasuresPage.tsx'
export { NewViolation } from './NewViolation.tsx'
export { ViolationPage } from './ViolationPage.tsx'
export { ViolationsHead } from './ViolationsHead.tsx'
