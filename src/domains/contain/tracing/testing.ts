import type { User, World } from '../../../../test/harness/world.ts'

export interface Scene {
  world: World
  nurse: User
  laboratory: User
  doctor: User
  areaId: number
}

/** Mai Động at 17:00 on 10/8/2021, with its nurse, the laboratory and the district's epidemiologist. */
export async function openScene(world: World): Promise<Scene> {
  return {
    world,
    nurse: await world.signIn('ward-nurse', 'Mai Động'),
    laboratory: await world.signIn('laboratory'),
    doctor: await world.signIn('epidemiologist'),
    areaId: await world.areaId('Mai Động'),
  }
}

/** A person as somebody names them on the telephone. */
export const someone = (fullName: string, areaId: number, birthYear = 1980) => ({
  fullName,
  birthYear,
  areaId,
  nationality: 'VN',
})

export interface Patient {
  caseId: string
  code: string
  personId: string
}

/** Enters a suspected case; a known person when `personId` is given. */
export async function suspect(
  s: Scene,
  who: { fullName: string } | { personId: string },
  onsetDate?: string,
): Promise<Patient> {
  const { id, code } = await s.nurse.api.surveillance.report({
    disease: 'covid-19',
    ...('personId' in who ? who : { person: someone(who.fullName, s.areaId) }),
    ...(onsetDate ? { onsetDate } : {}),
  })
  const page = await s.nurse.api.surveillance.get({ id })
  return { caseId: id, code, personId: page.case.personId }
}

/** A positive PCR confirms the case; waits until the tiers have followed. */
export async function confirm(s: Scene, patient: Patient): Promise<Patient> {
  await s.laboratory.api.surveillance.addLab({ id: patient.caseId, method: 'pcr', result: 'positive' })
  await s.world.settle()
  return patient
}

/** Tier row of a person as the database has it. */
export async function tierOf(s: Scene, personId: string) {
  return s.world.db
    .selectFrom('vx.contact_tier')
    .selectAll()
    .where('person_id', '=', personId)
    .executeTakeFirst()
}

/** Due days of a person, oldest first. */
export async function dueDays(s: Scene, personId: string): Promise<string[]> {
  const rows = await s.world.db
    .selectFrom('vx.followup')
    .select('due_on')
    .where('person_id', '=', personId)
    .orderBy('due_on')
    .execute()
  return rows.map((r) => r.due_on)
}
