import { complete } from '../src/domains/command/tasks/index.ts'
import { addLab, report } from '../src/domains/detect/surveillance/index.ts'
import { read } from '../src/platform/context.ts'
import type { Actors } from './actors.ts'
import { planChecks, planContainment, planZones } from './contain-steps.ts'
import { planDocuments } from './document-steps.ts'
import { planDuty } from './duty-steps.ts'
import { planFieldwork } from './fieldwork-steps.ts'
import { planInspections } from './inspection-steps.ts'
import type { Plan, PlannedCase } from './plan.ts'
import type { Random } from './random.ts'
import { planReports } from './report-steps.ts'
import { notifyUp, planInvestigation, planSignals } from './surveillance-steps.ts'
import { planVisits } from './visit-steps.ts'

export interface Step {
  at: Date
  run(): Promise<void>
}

const HOUR = 3_600_000
const DEMO_START = Date.parse('2021-08-10T17:00:00+07:00')

/** Steps in time order; a step may add later ones. */
export function createAgenda() {
  const steps: Step[] = []
  return {
    get length() {
      return steps.length
    },
    add(at: Date | number, run: () => Promise<void>) {
      const step = { at: new Date(at), run }
      if (step.at.getTime() >= DEMO_START) return
      let i = steps.length
      while (i > 0 && steps[i - 1]!.at > step.at) i -= 1
      steps.splice(i, 0, step)
    },
    take: () => steps.shift()!,
  }
}

export type Agenda = ReturnType<typeof createAgenda>

/** Everything that the people of the district did in those three weeks, as calls of the services. */
export function stepsOf(plan: Plan, actors: Actors, random: Random, light: boolean): Agenda {
  const agenda = createAgenda()
  const caseIds = new Map<PlannedCase, string>()
  for (const c of plan.cases) {
    planCase(agenda, c, actors, random, (id) => {
      caseIds.set(c, id)
      if (!light) planContainment(agenda, id, c, actors, random)
      if (!light) planInvestigation(agenda, id, c, actors, random.fork(`investigation/${c.person.id}`))
    })
  }
  if (!light) {
    planZones(agenda, plan, actors, caseIds)
    planChecks(agenda, actors, random)
    planReports(agenda, actors, random)
    planDocuments(agenda, actors, random)
    planDuty(agenda, actors, random.fork('duty'))
    planSignals(agenda, actors)
    planInspections(agenda, actors, random)
    planFieldwork(agenda, plan, actors, caseIds)
    planVisits(agenda, plan, actors, caseIds)
  }
  for (const p of plan.suspected) {
    const at = DEMO_START - random.int(3, 30) * HOUR
    agenda.add(at, async () => {
      await report(actors.of('ward-nurse', p.areaId), {
        personId: p.id,
        disease: 'covid-19',
        onsetDate: new Date(at).toISOString().slice(0, 10),
        symptoms: random.pick(['sốt, ho', 'đau họng', 'sốt 38,2 °C', 'mệt, mất vị giác']),
      })
    })
  }
  return agenda
}

function planCase(
  agenda: Agenda,
  c: PlannedCase,
  actors: Actors,
  random: Random,
  entered: (caseId: string) => void,
): void {
  const nurse = actors.of('ward-nurse', c.person.areaId)
  const laboratory = actors.of('laboratory', c.person.areaId)
  agenda.add(c.reported, async () => {
    const { id } = await report(nurse, {
      personId: c.person.id,
      disease: 'covid-19',
      onsetDate: c.onset,
      ...(c.detectedIn ? { detectedIn: c.detectedIn } : {}),
      ...(c.detectedIn ? { channel: c.detectedIn === 'quarantine' ? 'contact_followup' : 'community' } : {}),
      symptoms: random.pick(['sốt, ho', 'đau họng, mệt', 'ho khan', 'sốt nhẹ', 'không triệu chứng']),
    })
    agenda.add(c.resulted, async () => {
      await addLab(laboratory, {
        id,
        method: 'pcr',
        result: 'positive',
        ct: random.int(160, 330) / 10,
        sampledAt: new Date(c.reported.getTime() + HOUR).toISOString(),
        resultedAt: c.resulted.toISOString(),
        laboratory: 'Phòng xét nghiệm TTYT quận Hoàng Mai',
        sampleCode: `HM${String(random.int(10_000, 99_999))}`,
      })
    })
    planTasks(agenda, id, c, actors, random)
    entered(id)
  })
}

const DONE: Record<string, [hours: number, note: string]> = {
  isolate: [3, 'Đã chuyển khu thu dung Đền Lừ III'],
  contain: [4, 'Đã khoanh vùng tạm thời quanh nơi ở'],
  trace: [16, 'Đã lập và rà danh sách F1'],
  test: [30, 'Đã lấy mẫu toàn bộ F1 và các hộ liền kề'],
  notify: [8, 'Đã báo cáo CDC Hà Nội'],
}

/** The response of each case: most steps done in time, a few late, a few still open when the demo starts. */
function planTasks(agenda: Agenda, caseId: string, c: PlannedCase, actors: Actors, random: Random): void {
  for (const [kind, [hours, note]] of Object.entries(DONE)) {
    // What is still open at the start is recent: an old task left open would be a story of its own.
    if (c.resulted.getTime() > DEMO_START - 60 * HOUR && random.chance(0.12)) continue
    const at = c.resulted.getTime() + hours * (0.5 + random.next()) * HOUR
    agenda.add(at, async () => {
      const doctor = actors.of('epidemiologist', c.person.areaId)
      // That the case was passed up is a fact of its own; it completes the task.
      if (kind === 'notify') return notifyUp(doctor, caseId)
      const task = await read(doctor, 'task.read', (db) =>
        db
          .selectFrom('vx.task')
          .select(['id', 'version', 'done_at'])
          .where('subject_id', '=', caseId)
          .where('kind', '=', kind as 'trace')
          .executeTakeFirst(),
      )
      if (task && !task.done_at) await complete(doctor, { id: task.id, version: task.version, note })
    })
  }
}
