import { hash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { domains } from './domains/index.ts'
import { areasAsked, getAreaTree, treeOf } from './domains/registry/areas/index.ts'
import { POSTS } from './domains/registry/organisations/index.ts'
import { createPlatformRouter, type PlatformParts } from './platform/api.ts'
import { checkpoint } from './platform/audit.ts'
import type { OidcConfig } from './platform/auth-oidc.ts'
import { authProblems } from './platform/auth-problems.ts'
import { type Clock, shiftedClock, systemClock } from './platform/clock.ts'
import type { Ctx, Viewer } from './platform/context.ts'
import { assertRestricted, type Connections, connect } from './platform/db.ts'
import { type Feed, startFeed } from './platform/events.ts'
import { fileProblems } from './platform/files/table.ts'
import { createHttp } from './platform/http.ts'
import { type Jobs, type Schedule, startJobs } from './platform/jobs.ts'
import { assertAuditKey } from './platform/operation/audit-key.ts'
import { createLog } from './platform/operation/logs.ts'
import { createMetrics } from './platform/operation/metrics.ts'
import { backUpNightly, findNewestBackup, type NightlyInput } from './platform/operation/nightly.ts'
import { routePatterns } from './platform/operation/patterns.ts'
import { addOperation, operationProblems } from './platform/operation/routes.ts'
import { platformProblems } from './platform/problems.ts'
import { startRetention } from './platform/retention-job.ts'
import { addStreams } from './platform/streams.ts'
import { words } from './platform/words.ts'
import { createSignIn, SIGN_IN_RIGHTS } from './sign-in.ts'

/** Rights that belong to the platform itself, and who holds them. */
const ALL_POSTS = Object.keys(POSTS)
const PLATFORM_RIGHTS: Record<string, readonly string[]> = {
  'figure.count': ALL_POSTS,
  'figure.open': ALL_POSTS.filter((p) => !['city-viewer', 'council-oversight', 'administrator'].includes(p)),
  'export.make': [
    'district-commander',
    'district-clerk',
    'epidemiologist',
    'ward-chair',
    'ward-secretary',
    'ward-nurse',
    'city-cdc',
  ],
  'rule.read': ALL_POSTS,
}

/** What whoever comes without an account may do; no post needs these. */
const VISITOR_RIGHTS = ['notice.visit', 'claim.hand-in']

export const allRights: Record<string, readonly string[]> = Object.assign(
  {},
  PLATFORM_RIGHTS,
  SIGN_IN_RIGHTS,
  ...domains.map((d) => d.rights),
)
export const allProblems = Object.assign(
  {},
  platformProblems,
  authProblems,
  fileProblems,
  operationProblems,
  ...domains.map((d) => d.problems ?? {}),
)
export const allFigures = new Map(domains.flatMap((d) => d.figures ?? []).map((f) => [f.id, f]))
export const allIndicators = new Map(domains.flatMap((d) => d.indicators ?? []).map((i) => [i.id, i]))
export const allRegisters = new Map(domains.flatMap((d) => d.registers ?? []).map((r) => [r.id, r]))

const rightsByKind = new Map<string, ReadonlySet<string>>()

/** The rights of a kind of post. */
export function rightsOf(postKind: string): ReadonlySet<string> {
  let rights = rightsByKind.get(postKind)
  if (!rights) {
    const held = Object.entries(allRights).filter(([, posts]) => posts.includes(postKind))
    rights = new Set(held.map(([right]) => right))
    rightsByKind.set(postKind, rights)
  }
  return rights
}

export interface AppInput {
  url: string
  auditKey: Buffer
  authSecret: string
  /** Origins that a browser may sign in from; the first is the public one. */
  origins: string[]
  /** Proxies in front, whose X-Forwarded-For is believed. */
  trustProxy?: string | undefined
  oidc?: OidcConfig | undefined
  log?: (error: unknown, what: string) => void
  /** Prometheus from elsewhere than this machine sends it. */
  metricsToken?: string | undefined
  /** A line in the log for every request, not only for slow and failed ones. */
  logRequests?: boolean | undefined
  /** Where the nightly back-up goes; none is made without. */
  backup?: Pick<NightlyInput, 'folder' | 'keyFile' | 'keep'> | undefined
  /** Instead of the system's clock or the demo's. */
  clock?: Clock
  requestsPerMinute?: number
  knocksPerMinute?: number | undefined
}

export interface App {
  http: FastifyInstance
  connections: Connections
  clock: Clock
  jobs: Jobs
  feed: Feed
  isDemo: boolean
  /** Context in which jobs act: every area, every right. */
  systemCtx(): Promise<Ctx>
  close(): Promise<void>
}

export const WEB_FOLDER = fileURLToPath(new URL('../dist/web', import.meta.url))

/** What a request asks for, as far as a repeated key must ask for the same. */
const contentOf = (request: FastifyRequest): string =>
  hash('sha256', `${request.method} ${request.url} ${JSON.stringify(request.body ?? null)}`, 'hex')

/** A context for jobs and the demo generator: acts as the system in every area. */
export async function systemContext(connections: Connections, clock: Clock, auditKey: Buffer): Promise<Ctx> {
  const tree = await getAreaTree(connections.common, clock.now(), connections.common)
  const root = tree.all.find((a) => a.parentId === null)
  const viewer: Viewer = {
    userId: 'system',
    name: 'Hệ thống',
    postId: '00000000-0000-7000-8000-000000000000',
    postKind: 'system',
    areaId: root?.id ?? 0,
    areaIds: root ? tree.scope(root.id) : [],
    rights: new Set(Object.keys(allRights)),
  }
  return {
    db: connections.app,
    common: connections.common,
    clock,
    viewer,
    auditKey,
    figures: allFigures,
    requestId: 'job',
  }
}

/** Puts the house together on a migrated database; listening is the caller's. */
export async function createApp(input: AppInput): Promise<App> {
  const lines = createLog()
  const log = input.log ?? lines.error
  const connections = connect(input.url)
  await assertRestricted(connections.appPool)
  await assertAuditKey(connections.ownerPool, input.auditKey)
  const settings = await readSettings(connections)
  const clock =
    input.clock ??
    (settings.demo
      ? shiftedClock(new Date(settings.demo.shown), new Date(settings.demo.anchor))
      : systemClock)
  const isDemo = settings.demo !== undefined
  const signIn = createSignIn({ ...input, isDemo, connections, rightsOf })
  const systemCtx = () => systemContext(connections, clock, input.auditKey)
  const jobs = await startJobs(
    input.url,
    domains.flatMap((d) => d.reactions ?? []),
    [...domains.flatMap((d) => d.schedules ?? []), ...nightly(input)],
    systemCtx,
    log,
  )
  const feed = await startFeed(input.url, connections.ownerPool, jobs, log)

  function contextOf(request: FastifyRequest, viewer: Viewer): Ctx {
    const key = request.headers['idempotency-key']
    return {
      db: connections.app,
      common: connections.common,
      clock,
      viewer,
      auditKey: input.auditKey,
      figures: allFigures,
      requestId: request.id,
      ...(typeof key === 'string' && key.length <= 100
        ? { idempotencyKey: key, idempotencyContent: contentOf(request) }
        : {}),
    }
  }

  async function identify(request: FastifyRequest): Promise<Ctx | undefined> {
    const post = await signIn.postBehind(request)
    if (!post) return undefined
    const tree = await getAreaTree(connections.common, clock.now(), connections.common)
    return contextOf(request, {
      userId: post.userId,
      name: post.name,
      postId: post.postId,
      postKind: post.kind,
      areaId: post.areaId,
      areaIds: tree.scope(post.areaId),
      rights: rightsOf(post.kind),
    })
  }

  // Whose key it is nobody knows: an answer kept for one visitor must not be handed to another.
  const visitor = (request: FastifyRequest): Ctx => ({
    ...contextOf(request, {
      userId: 'nobody',
      name: '',
      postId: '00000000-0000-7000-8000-000000000000',
      postKind: 'visitor',
      areaId: 0,
      areaIds: [],
      rights: new Set(VISITOR_RIGHTS),
    }),
    idempotencyKey: undefined,
  })

  const parts: PlatformParts = {
    figures: allFigures,
    indicators: allIndicators,
    registers: allRegisters,
    areasAsked,
    async areasBelow(ctx, areaId) {
      const tree = await treeOf(ctx)
      return tree
        .children(areaId)
        .map((a) => ({ areaId: a.id, name: a.fullName, areaIds: tree.subtree(a.id) }))
    },
    postWords: (kind) => POSTS[kind]?.words ?? words(kind, kind),
    async username(ctx) {
      const { rows } = await connections.ownerPool.query(
        'select username from vx.post_holder where user_id = $1',
        [ctx.viewer.userId],
      )
      return rows[0]?.username ?? ''
    },
    isDemo: settings.demo !== undefined,
    async open() {
      if (!settings.demo) return { demo: false, now: clock.now().toISOString(), accounts: [], password: null }
      const { rows } = await connections.ownerPool.query<{
        username: string
        name: string
        kind: string
        area: string
      }>(
        `select h.username, h.name, p.kind, a.full_name as area from vx.post_holder h join vx.post p on p.id = h.post_id
         join vx.area a on a.id = p.area_id where h.until is null and h.id::text in (
           select jsonb_array_elements_text(value -> 'holders') from platform.setting where key = 'demo')
         order by array_position($1::text[], p.kind)`,
        [ALL_POSTS],
      )
      return {
        demo: true,
        now: clock.now().toISOString(),
        password: settings.demo.password,
        accounts: rows.map((r) => ({
          username: r.username,
          name: r.name,
          postKind: r.kind,
          postWords: POSTS[r.kind]!.words,
          area: r.area,
        })),
      }
    },
  }

  const router = Object.assign(
    { platform: { ...createPlatformRouter(parts), ...signIn.router } },
    ...domains.map((d) => (d.router ? { [d.name]: d.router } : {})),
  )
  const http = await createHttp({
    router,
    door: signIn.door,
    sessionOf: signIn.sessionOf,
    sessionSeen: signIn.sessionSeen,
    origins: input.origins,
    trustProxy: input.trustProxy,
    problems: allProblems,
    constraints: Object.assign({}, ...domains.map((d) => d.constraints ?? {})),
    identify,
    visitor,
    isDemo: settings.demo !== undefined,
    webFolder: WEB_FOLDER,
    requestsPerMinute: input.requestsPerMinute,
    knocksPerMinute: input.knocksPerMinute,
    log,
  })
  addStreams(http, { ...parts, identify, feed, pool: connections.ownerPool, domains, router })
  const metrics = createMetrics(http, {
    pools: { app: connections.appPool, owner: connections.ownerPool },
    ownerPool: connections.ownerPool,
    pattern: routePatterns(router),
    backupAt: async () => input.backup && findNewestBackup(input.backup.folder),
    log: lines,
    logRequests: input.logRequests ?? false,
  })
  addOperation(http, { pool: connections.ownerPool, metrics, token: input.metricsToken })
  const seal = setInterval(
    () => void checkpoint(connections.ownerPool, input.auditKey).catch((e) => log(e, 'audit')),
    60_000,
  )
  const warmed = Promise.all(domains.map(async (d) => d.warm?.(await systemCtx()))).catch((e) =>
    log(e, 'warm'),
  )
  const stopRetention = startRetention({ pool: connections.ownerPool, auditKey: input.auditKey, clock, log })

  return {
    http,
    connections,
    clock,
    jobs,
    feed,
    isDemo: settings.demo !== undefined,
    systemCtx,
    async close() {
      clearInterval(seal)
      await warmed
      stopRetention()
      await http.close()
      await feed.stop()
      await jobs.stop()
      await checkpoint(connections.ownerPool, input.auditKey).catch((e) => log(e, 'audit'))
      await signIn.close()
      await connections.close()
    },
  }
}

function nightly(input: AppInput): Schedule[] {
  const { backup, url } = input
  if (!backup) return []
  const keys = { audit: input.auditKey.toString('hex'), session: input.authSecret }
  const run = async () => void (await backUpNightly({ ...backup, url, keys }))
  return [{ name: 'backup-nightly', everyMinutes: 10, run }]
}

export interface DemoSetting {
  /** What the demo's clock showed… */
  shown: string
  /** …when the system's clock showed this. */
  anchor: string
  password: string
  /** Ids of the holders offered on the sign-in page. */
  holders: string[]
}

async function readSettings(connections: Connections): Promise<{ demo: DemoSetting | undefined }> {
  const { rows } = await connections.ownerPool.query(`select value from platform.setting where key = 'demo'`)
  return { demo: rows[0]?.value as DemoSetting | undefined }
}
