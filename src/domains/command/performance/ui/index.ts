export { ExamplePage } from './ExamplePage.tsx'
export { NewExample } from './NewExample.tsx'
export { PerformancePage } from './PerformancePage.tsx'
export { ScorecardPage } from './ScorecardPage.tsx'
