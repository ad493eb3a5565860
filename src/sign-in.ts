import type { FastifyRequest } from 'fastify'
import { areasAsked, treeOf } from './domains/registry/areas/index.ts'
import {
  appoint,
  findAppointment,
  findCandidate,
  findPostOfUser,
  fitsLevel,
  type HeldPost,
  listAppointments,
  listCandidates,
  POSTS,
  postHeldBy,
  takeOver,
} from './domains/registry/organisations/index.ts'
import { createAuth } from './platform/auth.ts'
import { createSecondFactorRule } from './platform/auth-accounts.ts'
import { createDoor } from './platform/auth-door.ts'
import type { OidcConfig } from './platform/auth-oidc.ts'
import { OPEN_WHILE_PENDING, pendingOf } from './platform/auth-own.ts'
import { createAuthRouter } from './platform/auth-routes.ts'
import { createThrottle } from './platform/auth-throttle.ts'
import type { Connections } from './platform/db.ts'
import { toHeaders } from './platform/http.ts'
import { problem } from './platform/problems.ts'

/** Rights of sign-in itself, and who holds them. */
export const SIGN_IN_RIGHTS: Record<string, readonly string[]> = { 'account.manage': ['administrator'] }

/** Whoever holds one of these may read health facts of people, or decide who does: a password alone is not enough. */
const NEEDS_SECOND_FACTOR = [
  'person.read',
  'case.read',
  'contact.read',
  'followup.read',
  'order.read',
  'lab.enter',
  'figure.open',
  'export.make',
  'account.manage',
]

interface SignInInput {
  url: string
  authSecret: string
  auditKey: Buffer
  origins: string[]
  isDemo: boolean
  oidc?: OidcConfig | undefined
  connections: Connections
  rightsOf(postKind: string): ReadonlySet<string>
}

/** Sign-in put together with the posts of the registry. */
export function createSignIn(input: SignInInput) {
  const { connections } = input
  const auth = createAuth({
    url: input.url,
    secret: input.authSecret,
    origins: input.origins,
    relaxed: input.isDemo,
    oidc: input.oidc,
    beside: postHeldBy('u.id'),
  })
  const throttle = createThrottle(auth.pool, input.authSecret, input.auditKey)
  const secondFactor = createSecondFactorRule(
    auth.pool,
    (kind) => !input.isDemo && NEEDS_SECOND_FACTOR.some((right) => input.rightsOf(kind).has(right)),
  )
  const postOf = (userId: string) => findPostOfUser(connections.app, userId)
  return {
    door: createDoor({
      auth,
      throttle,
      auditKey: input.auditKey,
      postOf,
      requiresSecondFactor: secondFactor.requires,
    }),
    router: createAuthRouter({
      auth,
      throttle,
      secondFactor,
      areasAsked,
      posts: {
        kinds: POSTS,
        list: (areaIds, q, limit) => listAppointments(connections.ownerPool, areaIds, q, limit),
        find: (userId) => findAppointment(connections.ownerPool, userId),
        appoint,
        takeOver,
        listCandidates: (areaIds, q, limit) => listCandidates(connections.ownerPool, areaIds, q, limit),
        findCandidate: (userId) => findCandidate(connections.ownerPool, userId),
        fits: async (ctx, kind, areaId) => fitsLevel(kind, (await treeOf(ctx)).byId.get(areaId)?.level),
      },
    }),
    sessionOf: auth.known,
    sessionSeen: (request: FastifyRequest) => auth.seen(request.headers.cookie ?? ''),
    /**
     * The post behind a request, or undefined when nobody is signed in. Every route asks here: until an account is
     * complete it may do nothing but complete itself.
     * @throws Problem password-change-needed, second-factor-needed
     */
    async postBehind(request: FastifyRequest) {
      const session = await auth.session(toHeaders(request), request)
      if (!session) return undefined
      const beside = session.beside as HeldPost | null | undefined
      const post = beside === undefined ? await postOf(session.userId) : beside
      if (!post) return undefined
      if (!OPEN_WHILE_PENDING.has(request.url.split('?')[0]!)) {
        const pending = pendingOf(session, await secondFactor.requires(post.kind))
        if (pending === 'password') throw problem('password-change-needed')
        if (pending === 'second-factor') throw problem('second-factor-needed')
      }
      return post
    },
    close: auth.close,
  }
}
