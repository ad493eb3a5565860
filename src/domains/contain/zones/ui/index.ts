import './messages.ts'

export { NewZone } from './NewZone.tsx'
export { ZonePage } from './ZonePage.tsx'
export { ZonesOfCase } from './ZonesOfCase.tsx'
export { ZonesPage } from './ZonesPage.tsx'
