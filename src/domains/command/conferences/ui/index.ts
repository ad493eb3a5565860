export { ConferenceActions } from './ConferenceActions.tsx'
export { ConferenceOfConclusion, ConferencePage } from './ConferencePage.tsx'
