import { implement } from '@orpc/server'
import type { SessionInfo } from './auth.ts'
import { type AccountParts, createAccounts } from './auth-accounts.ts'
import { authContract } from './auth-contract.ts'
import { createOwnAccount, leastOf, pendingOf } from './auth-own.ts'
import { createSuccession, listSuccessors } from './auth-succession.ts'
import type { Ctx } from './context.ts'
import type { RequestContext } from './domain.ts'
import { problem } from './problems.ts'
import { guarded } from './serve.ts'

/** The web server adds what only sign-in needs to know of a request. */
export interface AuthRequestContext extends RequestContext {
  session?: SessionInfo | undefined
}

interface Parts extends AccountParts {
  areasAsked(ctx: Ctx, areaId: number | undefined): Promise<number[]>
}

const done = { done: true }

export function createAuthRouter(parts: Parts) {
  const root = implement(authContract).$context<AuthRequestContext>()
  const os = root.use(guarded)
  const own = createOwnAccount(parts.auth, parts.throttle)
  const admin = createAccounts(parts)
  const replace = createSuccession(parts)
  const requires = (ctx: Ctx) => parts.secondFactor.requires(ctx.viewer.postKind)

  /** @throws Problem not-signed-in */
  function sessionOf(context: AuthRequestContext): SessionInfo {
    if (!context.session) throw problem('not-signed-in')
    return context.session
  }

  return {
    account: {
      state: os.account.state.handler(async ({ context }) => {
        const session = sessionOf(context)
        const required = await requires(context.ctx)
        return {
          username: session.username,
          name: context.ctx.viewer.name,
          pending: pendingOf(session, required),
          enrolled: session.enrolled,
          required,
          passwordLeast: leastOf(session, required),
        }
      }),
      ways: root.account.ways.handler(() => ({ provider: parts.auth.oidc?.name ?? null })),
      password: os.account.password.handler(async ({ context, input }) => {
        const session = sessionOf(context)
        const least = leastOf(session, await requires(context.ctx))
        await own.changePassword(context.ctx, session, { ...input, least, address: context.address ?? '' })
        return done
      }),
      sessions: os.account.sessions.handler(({ context }) => own.sessions(sessionOf(context))),
      endSession: os.account.endSession.handler(async ({ context, input }) => {
        await own.endSession(context.ctx, sessionOf(context), input.id)
        return done
      }),
      endOthers: os.account.endOthers.handler(async ({ context }) => {
        await own.endOthers(context.ctx, sessionOf(context))
        return done
      }),
    },
    accounts: {
      list: os.accounts.list.handler(async ({ context: { ctx }, input }) =>
        admin.list(await parts.areasAsked(ctx, input.areaId), input.q?.trim() || undefined),
      ),
      create: os.accounts.create.handler(({ context: { ctx }, input }) => admin.create(ctx, input)),
      reset: os.accounts.reset.handler(({ context: { ctx }, input }) =>
        admin.reset(ctx, input.id, input.secondFactor),
      ),
      disable: os.accounts.disable.handler(async ({ context: { ctx }, input }) => {
        await admin.disable(ctx, input.id)
        return done
      }),
      enable: os.accounts.enable.handler(async ({ context: { ctx }, input }) => {
        await admin.enable(ctx, input.id)
        return done
      }),
      replace: os.accounts.replace.handler(({ context: { ctx }, input }) => replace(ctx, input)),
      candidates: os.accounts.candidates.handler(({ context: { ctx }, input }) =>
        listSuccessors(parts, ctx, input.q.trim() || undefined),
      ),
      unlock: os.accounts.unlock.handler(async ({ context: { ctx }, input }) => {
        await admin.unlock(ctx, input.id)
        return done
      }),
      endSessions: os.accounts.endSessions.handler(async ({ context: { ctx }, input }) => {
        await admin.endSessions(ctx, input.id)
        return done
      }),
      posts: os.accounts.posts.handler(() =>
        Promise.all(
          Object.entries(parts.posts.kinds).map(async ([kind, { words, level }]) => ({
            kind,
            words,
            level,
            required: await parts.secondFactor.requires(kind),
            decided: await parts.secondFactor.decided(kind),
          })),
        ),
      ),
      require: os.accounts.require.handler(async ({ context: { ctx }, input }) => {
        await admin.require(ctx, input.kind, input.required)
        return done
      }),
    },
  }
}
