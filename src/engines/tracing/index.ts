export { type Chains, findChains } from './chains.ts'
export { coLocated, forEachCoLocated, type StayPairs, type Stays } from './colocation.ts'
export { earliestExposure } from './exposure.ts'
export {
  addContacts,
  buildContactNetwork,
  type ContactNetwork,
  type Contacts,
  contactsOf,
  NEVER,
} from './network.ts'
export { chainsOf } from './paths.ts'
export { computeTiers, type Source, type TierInput, type Tiers } from './tiers.ts'
export { type Trace, traceEach, traceMany, traceTiers } from './trace.ts'
