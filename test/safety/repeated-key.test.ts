import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorld, type User, type World } from '../harness/world.ts'
import { refusal } from './refusals.ts'

let world: World
let nurse: User
let areaId: number

beforeAll(async () => {
  world = await openWorld()
  nurse = await world.signIn('ward-nurse', 'Mai Động')
  areaId = await world.areaId('Mai Động')
})
afterAll(() => world?.close())

const send = (path: string, body: object, method = 'POST') =>
  world.fetch(nurse, path, {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': 'lan-1' },
    body: JSON.stringify(body),
  })
const person = (fullName: string) => ({ fullName, birthYear: 1980, nationality: 'VN', areaId })

it('a repeated key gets the first answer; with other content, or on another route, it is refused', async () => {
  const first = (await (await send('/api/people', person('Đỗ Thị Kiểm'))).json()) as { id: string }
  const again = await send('/api/people', person('Đỗ Thị Kiểm'))
  expect(await again.json()).toEqual(first)
  await refusal(world, 'key-reused', () => send('/api/people', person('Đỗ Thị Khác')))
  await refusal(world, 'key-reused', () =>
    send(`/api/people/${first.id}`, { version: 1, phone: '0912345678' }, 'PUT'),
  )
  expect((await nurse.api.people.get({ id: first.id })).person).toMatchObject({ version: 1, phone: null })
})
