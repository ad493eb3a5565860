import type { Domain } from '../platform/domain.ts'
import { conferences } from './command/conferences/index.ts'
import { documents } from './command/documents/index.ts'
import { duty } from './command/duty/index.ts'
import { inspections } from './command/inspections/index.ts'
import { performance } from './command/performance/index.ts'
import { reports } from './command/reports/index.ts'
import { tasks } from './command/tasks/index.ts'
import { violations } from './command/violations/index.ts'
import { quarantine } from './contain/quarantine/index.ts'
import { tracing } from './contain/tracing/index.ts'
import { zones } from './contain/zones/index.ts'
import { imports } from './detect/imports/index.ts'
import { signals } from './detect/signals/index.ts'
import { surveillance } from './detect/surveillance/index.ts'
import { warning } from './detect/warning/index.ts'
import { areas } from './registry/areas/index.ts'
import { attachments } from './registry/attachments/index.ts'
import { organisations } from './registry/organisations/index.ts'
import { people } from './registry/people/index.ts'
import { places } from './registry/places/index.ts'

/** Every domain, in the order of the chain of response. */
export const domains: Domain[] = [
  documents,
  tasks,
  conferences,
  inspections,
  violations,
  duty,
  reports,
  performance,
  surveillance,
  signals,
  warning,
  tracing,
  zones,
  imports,
  quarantine,
  areas,
  places,
  people,
  organisations,
  attachments,
]
