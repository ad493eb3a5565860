import type pg from 'pg'
import { POSTS } from '../src/domains/registry/organisations/index.ts'
import type { Auth } from '../src/platform/auth.ts'
import { demoId } from './index.ts'
import { personName } from './names.ts'
import { createRandom } from './random.ts'

const fold = (s: string) =>
  s
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')

/** Posts that every ward has of its own; the others exist once, in the place where the demo shows them. */
const IN_EVERY_WARD = new Set(['ward-chair', 'ward-secretary', 'ward-nurse'])

/**
 * An account for every post of the response; each ward has its chair, secretary and nurse. The ward that the demo
 * shows is Mai Động.
 * @returns the holder ids offered on the sign-in page: one per kind of post
 */
export async function seedAccounts(
  db: pg.Client,
  auth: Auth,
  seed: number,
  password: string,
): Promise<string[]> {
  const { rows: areas } = await db.query<{
    id: number
    code: string
    level: string
    name: string
    parent: string
  }>(
    `select a.id, a.code, a.level, a.name, p.code as parent from vx.area a left join vx.area p on p.id = a.parent_id order by a.code`,
  )
  const city = areas.filter((a) => a.level === 'city')
  const district = areas.filter((a) => a.code === '008')
  const wards = areas.filter((a) => a.parent === '008')
  const shownWard = wards.filter((a) => a.name === 'Mai Động')
  const neighbourhood = areas.filter((a) => a.parent === shownWard[0]!.code).slice(0, 1)
  const random = createRandom(`accounts/${seed}`)
  const users: {
    id: string
    username: string
    name: string
    postKind: string
    areaId: number
    shown: boolean
  }[] = []
  for (const [kind, post] of Object.entries(POSTS)) {
    const places = IN_EVERY_WARD.has(kind)
      ? wards
      : { city, district, ward: shownWard, neighbourhood }[post.level]
    for (const area of places) {
      const sex = random.chance(kind.includes('nurse') ? 0.1 : 0.6) ? 'male' : 'female'
      const own = places.length > 1
      users.push({
        id: `demo-${kind}-${area.code}`,
        username: own ? `${kind}.${fold(area.name)}` : kind,
        name: personName(random, sex, random.int(1966, 1992)),
        postKind: kind,
        areaId: area.id,
        shown: !own || area.name === 'Mai Động',
      })
    }
  }
  await auth.createUsers(users, password)
  const holders: string[] = []
  for (const u of users) {
    const postId = demoId(seed, `post/${u.id}`)
    const holderId = demoId(seed, `holder/${u.id}`)
    await db.query('insert into vx.post (id, area_id, kind) values ($1, $2, $3)', [
      postId,
      u.areaId,
      u.postKind,
    ])
    await db.query(
      'insert into vx.post_holder (id, post_id, user_id, username, name, since) values ($1, $2, $3, $4, $5, $6)',
      [holderId, postId, u.id, u.username, u.name, '2021-01-04'],
    )
    if (u.shown) holders.push(holderId)
  }
  return holders
}
