export { DuplicatesOfPerson } from './DuplicatesOfPerson.tsx'
export { MergeDrawer } from './MergeDrawer.tsx'
export { MergedRecords } from './MergedRecords.tsx'
