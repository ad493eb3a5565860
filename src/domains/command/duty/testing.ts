import type { User, World } from '../../../../test/harness/world.ts'
import type { Role } from './contract.ts'

export const THREE_SHIFTS = [
  { name: 'Sáng', start: '06:00', hours: 8 },
  { name: 'Chiều', start: '14:00', hours: 8 },
  { name: 'Đêm', start: '22:00', hours: 8 },
]

/** The command post of a ward with duty people: two posts that may lead, and others. */
export interface Post {
  areaId: number
  teamId: string
  people: Record<'chair' | 'secretary' | 'nurse' | 'police' | 'guest' | 'resident', string>
  /** The record of the resident in the register. */
  residentId: string
}

/** Everybody of a ward's command post as duty people; a resident, the secretary and the police officer are added to it. */
export async function manned(world: World, chair: User, nurse: User, ward: string): Promise<Post> {
  const one = async <T>(sql: string, values: unknown[]) => (await world.pool.query(sql, values)).rows[0] as T
  const areaId = await world.areaId(ward)
  const { id: teamId } = await one<{ id: string }>(
    `select id from vx.team where kind = 'command_post' and area_id = $1`,
    [areaId],
  )
  const postOf = async (kind: string) =>
    (await one<{ id: string }>('select id from vx.post where kind = $1 and area_id = $2', [kind, areaId])).id
  const memberOf = async (column: string, value: string | null) =>
    (
      await one<{ id: string }>(
        `select id from vx.team_member where team_id = $1 and ${column} is not distinct from $2`,
        [teamId, value],
      )
    ).id
  const { id: residentId } = await nurse.api.people.create({
    fullName: 'Ngô Thị Bích Vân',
    birthYear: 1985,
    areaId,
    phone: '0990007788',
  })
  const add = async (who: { postId?: string; personId?: string }) =>
    (
      await chair.api.organisations.addMember({
        id: teamId,
        ...who,
        role: 'member',
        since: '2021-08-01',
      })
    ).id
  const members: [keyof Post['people'], string, Role[]][] = [
    ['chair', await memberOf('post_id', await postOf('ward-chair')), ['leader']],
    ['secretary', await add({ postId: await postOf('ward-secretary') }), ['leader', 'member']],
    ['nurse', await memberOf('post_id', await postOf('ward-nurse')), ['member', 'medical']],
    ['police', await add({ postId: await postOf('area-police') }), ['leader', 'member']],
    [
      'guest',
      (
        await one<{ id: string }>(
          `select id from vx.team_member where team_id = $1 and source = 'outsider'`,
          [teamId],
        )
      ).id,
      ['leader', 'member'],
    ],
    ['resident', await add({ personId: residentId }), ['member']],
  ]
  const people = {} as Post['people']
  for (const [key, memberId, roles] of members)
    people[key] = (await chair.api.duty.setPerson({ memberId, roles })).id
  await world.settle()
  return { areaId, teamId, people, residentId }
}
