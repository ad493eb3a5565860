import './messages.ts'

export { NewSignal } from './NewSignal.tsx'
export { SignalPage } from './SignalPage.tsx'
