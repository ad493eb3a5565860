import './messages.ts'

export { ChainOfCase } from './ChainOfCase.tsx'
export { ContactPanel } from './ContactPanel.tsx'
export { ContactsOfCase } from './ContactsOfCase.tsx'
export { EventsOfCase } from './EventsOfCase.tsx'
export { FollowupToday } from './FollowupToday.tsx'
export { HandoversToReceive } from './HandoversToReceive.tsx'
