export { AreasPage } from './AreasPage.tsx'
export { BoundarySetPage } from './BoundarySetPage.tsx'
export { ReorganisationPage } from './ReorganisationPage.tsx'
