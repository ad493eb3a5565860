import { platformContract } from '../platform/api-contract.ts'
import { authContract } from '../platform/auth-contract.ts'
import { conferencesContract } from './command/conferences/contract.ts'
import { documentsContract } from './command/documents/contract.ts'
import { dutyContract } from './command/duty/contract.ts'
import { inspectionsContract } from './command/inspections/contract.ts'
import { performanceContract } from './command/performance/contract.ts'
import { workplaceContract } from './command/performance/workplace/contract.ts'
import { reportsContract } from './command/reports/contract.ts'
import { templatesContract } from './command/reports/templates/contract.ts'
import { tasksContract } from './command/tasks/contract.ts'
import { violationsContract } from './command/violations/contract.ts'
import { quarantineContract } from './contain/quarantine/contract.ts'
import { tracingContract } from './contain/tracing/contract.ts'
import { zonesContract } from './contain/zones/contract.ts'
import { importsContract } from './detect/imports/contract.ts'
import { signalsContract } from './detect/signals/contract.ts'
import { surveillanceContract } from './detect/surveillance/contract.ts'
import { warningContract } from './detect/warning/contract.ts'
import { areasContract } from './registry/areas/contract.ts'
import { attachmentsContract } from './registry/attachments/contract.ts'
import { organisationsContract } from './registry/organisations/contract.ts'
import { peopleContract } from './registry/people/contract.ts'
import { placesContract } from './registry/places/contract.ts'

/** The whole API; the key of each part is the name of its domain. Browser-safe. */
export const contract = {
  platform: { ...platformContract, ...authContract },
  documents: documentsContract,
  tasks: tasksContract,
  conferences: conferencesContract,
  inspections: inspectionsContract,
  violations: violationsContract,
  duty: dutyContract,
  reports: { ...reportsContract, templates: templatesContract },
  performance: { ...performanceContract, workplace: workplaceContract },
  surveillance: surveillanceContract,
  signals: signalsContract,
  warning: warningContract,
  imports: importsContract,
  tracing: tracingContract,
  zones: zonesContract,
  quarantine: quarantineContract,
  areas: areasContract,
  places: placesContract,
  people: peopleContract,
  organisations: organisationsContract,
  attachments: attachmentsContract,
}
