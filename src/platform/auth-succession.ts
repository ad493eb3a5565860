import { v7 as uuid7 } from 'uuid'
import { addUser, ONE_TIME_HOURS } from './auth.ts'
import type { AccountParts } from './auth-accounts.ts'
import { inTransaction, recordAs } from './auth-audit.ts'
import type { Succession } from './auth-contract.ts'
import { localDate } from './clock.ts'
import type { Ctx } from './context.ts'
import { hashPassword, makeOneTimePassword } from './passwords.ts'
import { problem } from './problems.ts'

const LIST = 20

/** Accounts of the viewer's areas that may take over a post; who holds one leaves it by doing so. */
export async function listSuccessors({ posts }: AccountParts, ctx: Ctx, q: string | undefined) {
  const found = await posts.listCandidates(ctx.viewer.areaIds, q, LIST)
  return found.map((c) => ({
    id: c.userId,
    username: c.username,
    name: c.name,
    postWords: posts.kinds[c.kind]?.words ?? { vi: c.kind, en: c.kind },
    areaId: c.areaId,
    holds: c.until === null,
  }))
}

/** '10/8/2021' */
const spoken = (day: string) => day.split('-').map(Number).reverse().join('/')

export function createSuccession(parts: AccountParts) {
  const { auth, posts } = parts

  /** @throws Problem not-found, holder-already, own-account, input-invalid */
  async function successorOf(ctx: Ctx, input: Succession) {
    const { successorId, name, username } = input
    if (successorId === undefined) {
      if (!name || !username)
        throw problem('input-invalid', {}, { fields: { [name ? 'username' : 'name']: ['required'] } })
      const password = makeOneTimePassword()
      return { id: uuid7(), name, username, password, hash: await hashPassword(password) }
    }
    if (successorId === input.id) throw problem('holder-already')
    if (successorId === ctx.viewer.userId) throw problem('own-account')
    const known = await posts.findCandidate(successorId)
    if (!known || !ctx.viewer.areaIds.includes(known.areaId)) throw problem('not-found')
    return { id: successorId, name: known.name, username: known.username, password: null, hash: null }
  }

  /**
   * Another person takes over a post from a day that has come. The post keeps its open duties; the one who leaves loses
   * the rights and every session with the write, and stays the author of what they did.
   * @throws Problem own-account, not-found, succession-ahead, succession-early, holder-already, username-taken, input-invalid
   */
  return async function replace(ctx: Ctx, input: Succession) {
    if (input.id === ctx.viewer.userId) throw problem('own-account')
    const leaving = await posts.find(input.id)
    if (!leaving || !ctx.viewer.areaIds.includes(leaving.areaId)) throw problem('not-found')
    if (input.since > localDate(ctx.clock.now()))
      throw problem('succession-ahead', {}, { fields: { since: ['succession-ahead'] } })
    if (input.since < leaving.since)
      throw problem('succession-early', { since: spoken(leaving.since) }, { fields: { since: ['early'] } })
    const next = await successorOf(ctx, input)
    const { postId, areaId, kind } = leaving
    const actor = { userId: ctx.viewer.userId, postId: ctx.viewer.postId }
    try {
      await inTransaction(auth.pool, async (client) => {
        if (next.hash !== null) {
          const email = input.email?.toLowerCase() ?? null
          await addUser(client, { ...next, email, oneTime: true })
        } else {
          // Whoever is given a post is meant to come in.
          await client.query('update auth."user" set disabled = false where id = $1', [next.id])
        }
        const { id: userId, username, name } = next
        const done = await posts.takeOver(client, {
          postId,
          from: input.id,
          userId,
          username,
          name,
          since: input.since,
        })
        if (!done) throw problem('not-found')
        await client.query('delete from auth.session where "userId" = $1', [input.id])
        await recordAs(client, ctx.auditKey, actor, [
          {
            action: 'post.replace',
            subject: { type: 'post', id: postId },
            areaId,
            changes: {
              account: [input.id, userId],
              holder: [leaving.name, name],
              since: [leaving.since, input.since],
            },
          },
          {
            action: next.hash === null ? 'account.appoint' : 'account.create',
            subject: { type: 'account', id: userId },
            areaId,
            changes: { username: [null, username], name: [null, name], post: [null, kind] },
          },
        ])
      })
    } catch (error) {
      if ((error as { code?: string }).code === '23505') throw problem('username-taken')
      throw error
    }
    return { id: next.id, password: next.password, hours: ONE_TIME_HOURS }
  }
}
