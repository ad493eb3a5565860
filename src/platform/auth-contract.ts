import { z } from 'zod'
import { base, route } from './domain.ts'

const Words = z.object({ vi: z.string(), en: z.string() })

const Session = z.object({
  id: z.string(),
  /** What the browser says of itself: 'Chrome', 'Windows'; empty when it says nothing we know. */
  browser: z.string(),
  system: z.string(),
  address: z.string(),
  via: z.enum(['password', 'oidc']),
  since: z.string(),
  lastUsed: z.string(),
  current: z.boolean(),
})
export type Session = z.infer<typeof Session>

export const ChangePassword = z.object({
  current: z.string().min(1).max(512),
  next: z.string().min(1).max(512),
})

export const NewAccount = z.object({
  name: z.string().trim().min(2).max(100),
  username: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9._-]{3,60}$/),
  postKind: z.string().max(60),
  areaId: z.coerce.number().int(),
  /** Only to match the claim of an OpenID Connect provider; nothing is sent there. */
  email: z.email().max(200).optional(),
})

/** Who takes over: an account that there is, or a new one by name and user name. */
export const Succession = z.object({
  id: z.string().max(100),
  since: z.iso.date(),
  successorId: z.string().max(100).optional(),
  name: NewAccount.shape.name.optional(),
  username: NewAccount.shape.username.optional(),
  email: NewAccount.shape.email,
})
export type Succession = z.infer<typeof Succession>

const Account = z.object({
  id: z.string(),
  postId: z.uuid(),
  username: z.string(),
  name: z.string(),
  postKind: z.string(),
  postWords: Words,
  areaId: z.number(),
  state: z.enum(['active', 'one-time', 'one-time-over', 'locked', 'disabled']),
  lockedUntil: z.string().nullable(),
  secondFactor: z.enum(['on', 'missing', 'off']),
  sessions: z.number(),
  lastUsed: z.string().nullable(),
})
export type Account = z.infer<typeof Account>

const Id = z.object({ id: z.string().max(100) })
const Done = z.object({ done: z.boolean() })
const OneTime = z.object({ id: z.string(), password: z.string(), hours: z.number() })
const manage = 'account.manage'

/** One's own account: what is still missing, the password, the sessions. */
const account = {
  state: route('GET', '/account', 'signed-in', 'The own account, and what is missing before work can begin')
    .input(z.object({}).optional())
    .output(
      z.object({
        username: z.string(),
        name: z.string(),
        pending: z.enum(['password', 'second-factor']).nullable(),
        /** Whether a second factor is set up, and whether the post asks for one. */
        enrolled: z.boolean(),
        required: z.boolean(),
        passwordLeast: z.number(),
      }),
    ),
  ways: base
    .meta({ right: 'public' })
    .route({ method: 'GET', path: '/account/ways', summary: 'Which ways to sign in there are' })
    .input(z.object({}).optional())
    .output(z.object({ provider: z.string().nullable() })),
  password: route('POST', '/account/password', 'signed-in', 'Changes the password; ends the other sessions')
    .input(ChangePassword)
    .output(Done),
  sessions: route('GET', '/account/sessions', 'signed-in', 'Where the account is signed in')
    .input(z.object({}).optional())
    .output(z.array(Session)),
  endSession: route('DELETE', '/account/sessions/{id}', 'signed-in', 'Ends one session of the own account')
    .input(Id)
    .output(Done),
  endOthers: route(
    'POST',
    '/account/sessions/end-others',
    'signed-in',
    'Ends every session of the own account but this',
  )
    .input(z.object({}).optional())
    .output(Done),
}

/** The accounts below the administrator's area. */
const accounts = {
  list: route('GET', '/accounts', manage, 'Accounts of the posts in the own area')
    .input(z.object({ q: z.string().max(100).optional(), areaId: z.coerce.number().int().optional() }))
    .output(z.object({ rows: z.array(Account), more: z.boolean() })),
  create: route('POST', '/accounts', manage, 'An account for a post, with a password for one use')
    .input(NewAccount)
    .output(OneTime),
  reset: route(
    'POST',
    '/accounts/{id}/reset',
    manage,
    'A new password for one use; takes the second factor away when asked to',
  )
    .input(Id.extend({ secondFactor: z.boolean() }))
    .output(OneTime),
  disable: route('POST', '/accounts/{id}/disable', manage, 'Closes an account and ends its sessions')
    .input(Id)
    .output(Done),
  enable: route('POST', '/accounts/{id}/enable', manage, 'Opens a closed account again')
    .input(Id)
    .output(Done),
  replace: route(
    'POST',
    '/accounts/{id}/replace',
    manage,
    'Hands the post of an account to somebody else; duties go with the post, what was done stays with who did it',
  )
    .input(Succession)
    .output(
      z.object({
        id: z.string(),
        /** For one use; null when the successor has an account. */
        password: z.string().nullable(),
        hours: z.number(),
      }),
    ),
  candidates: route(
    'GET',
    '/account-candidates',
    manage,
    'Accounts that may take over a post, free ones first',
  )
    .input(z.object({ q: z.string().max(100).default('') }))
    .output(
      z.array(
        z.object({
          id: z.string(),
          username: z.string(),
          name: z.string(),
          /** The post they hold, or held last. */
          postWords: Words,
          areaId: z.number(),
          holds: z.boolean(),
        }),
      ),
    ),
  unlock: route('POST', '/accounts/{id}/unlock', manage, 'Forgets the failures of an account')
    .input(Id)
    .output(Done),
  endSessions: route('POST', '/accounts/{id}/end-sessions', manage, 'Ends every session of an account')
    .input(Id)
    .output(Done),
  posts: route('GET', '/account-posts', manage, 'Every kind of post, and whether it needs a second factor')
    .input(z.object({}).optional())
    .output(
      z.array(
        z.object({
          kind: z.string(),
          words: Words,
          level: z.string(),
          required: z.boolean(),
          /** Decided by an administrator rather than by the product. */
          decided: z.boolean(),
        }),
      ),
    ),
  require: route('PUT', '/account-posts/{kind}', manage, 'Whether a kind of post needs a second factor')
    .input(z.object({ kind: z.string().max(60), required: z.boolean() }))
    .output(Done),
}

export const authContract = { account, accounts }
