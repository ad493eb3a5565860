import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { domains } from './domains/index.ts'
import { areasAsked, getAreaTree, treeOf } from './domains/registry/areas/index.ts'
import { findPostOfUser, POSTS } from './domains/registry/organisations/index.ts'
import { createPlatformRouter, type PlatformParts } from './platform/api.ts'
import { checkpoint } from './platform/audit.ts'
import { createAuth } from './platform/auth.ts'
import { type Clock, shiftedClock, systemClock } from './platform/clock.ts'
import type { Ctx, Viewer } from './platform/context.ts'
import { assertRestricted, type Connections, connect } from './platform/db.ts'
import { type Feed, startFeed } from './platform/events.ts'
import { fileProblems } from './platform/files/table.ts'
import { createHttp, toHeaders } from './platform/http.ts'
import { type Jobs, startJobs } from './platform/jobs.ts'
import { platformProblems } from './platform/problems.ts'
import { addStreams } from './platform/streams.ts'
import { words } from './platform/words.ts'

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

export const allRights: Record<string, readonly string[]> = Object.assign(
  {},
  PLATFORM_RIGHTS,
  ...domains.map((d) => d.rights),
)
export const allProblems = Object.assign(
  {},
  platformProblems,
  fileProblems,
  ...domains.map((d) => d.problems ?? {}),
)
export const allFigures = new Map(domains.flatMap((d) => d.figures ?? []).map((f) => [f.id, f]))
export const allRegisters = new Map(domains.flatMap((d) => d.registers ?? []).map((r) => [r.id, r]))

/** The rights of a kind of post. */
export function rightsOf(postKind: string): Set<string> {
  return new Set(
    Object.entries(allRights)
      .filter(([, posts]) => posts.includes(postKind))
      .map(([right]) => right),
  )
}

export interface AppInput {
  url: string
  auditKey: Buffer
  authSecret: string
  /** Origins that a browser may sign in from; the first is the public one. */
  origins: string[]
  log?: (error: unknown, what: string) => void
  /** Instead of the system's clock or the demo's. */
  clock?: Clock
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

/** A context for jobs and the demo generator: acts as the system in every area. */
export async function systemContext(connections: Connections, clock: Clock, auditKey: Buffer): Promise<Ctx> {
  const tree = await getAreaTree(connections.app, clock.now(), connections.app)
  const root = tree.all.find((a) => a.parentId === null)
  const viewer: Viewer = {
    userId: 'system',
    name: 'Hệ thống',
    postId: '00000000-0000-7000-8000-000000000000',
    postKind: 'system',
    areaId: root?.id ?? 0,
    areaIds: tree.all.map((a) => a.id),
    rights: new Set(Object.keys(allRights)),
  }
  return { db: connections.app, clock, viewer, auditKey, figures: allFigures, requestId: 'job' }
}

/** Puts the house together on a migrated database; listening is the caller's. */
export async function createApp(input: AppInput): Promise<App> {
  const log = input.log ?? ((error, what) => console.error(`[${what}]`, error))
  const connections = connect(input.url)
  await assertRestricted(connections.appPool)
  const settings = await readSettings(connections)
  const clock =
    input.clock ??
    (settings.demo
      ? shiftedClock(new Date(settings.demo.shown), new Date(settings.demo.anchor))
      : systemClock)
  const auth = createAuth({
    url: input.url,
    secret: input.authSecret,
    origins: input.origins,
    relaxed: settings.demo !== undefined,
  })
  const systemCtx = () => systemContext(connections, clock, input.auditKey)
  const jobs = await startJobs(
    input.url,
    domains.flatMap((d) => d.reactions ?? []),
    domains.flatMap((d) => d.schedules ?? []),
    systemCtx,
    log,
  )
  const feed = await startFeed(input.url, connections.ownerPool, jobs, log)

  async function identify(request: FastifyRequest): Promise<Ctx | undefined> {
    const userId = await auth.userId(toHeaders(request))
    if (!userId) return undefined
    const post = await findPostOfUser(connections.app, userId)
    if (!post) return undefined
    const tree = await getAreaTree(connections.app, clock.now(), connections.app)
    const key = request.headers['idempotency-key']
    return {
      db: connections.app,
      clock,
      viewer: {
        userId,
        name: post.name,
        postId: post.postId,
        postKind: post.kind,
        areaId: post.areaId,
        areaIds: tree.subtree(post.areaId),
        rights: rightsOf(post.kind),
      },
      auditKey: input.auditKey,
      figures: allFigures,
      requestId: request.id,
      ...(typeof key === 'string' && key.length <= 100 ? { idempotencyKey: key } : {}),
    }
  }

  const parts: PlatformParts = {
    figures: allFigures,
    registers: allRegisters,
    areasAsked,
    async areasBelow(ctx, areaId) {
      const tree = await treeOf(ctx)
      return tree.children(areaId).map((a) => ({ areaId: a.id, areaIds: tree.subtree(a.id) }))
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
    { platform: createPlatformRouter(parts) },
    ...domains.map((d) => (d.router ? { [d.name]: d.router } : {})),
  )
  const http = await createHttp({
    router,
    auth,
    problems: allProblems,
    constraints: Object.assign({}, ...domains.map((d) => d.constraints ?? {})),
    identify,
    isDemo: settings.demo !== undefined,
    webFolder: WEB_FOLDER,
    log,
  })
  addStreams(http, { ...parts, identify, feed, pool: connections.ownerPool, domains, router })
  http.get('/healthz', { config: { right: 'public' } }, async () => {
    await connections.appPool.query('select 1')
    return { ok: true }
  })
  const seal = setInterval(
    () => void checkpoint(connections.ownerPool, input.auditKey).catch((e) => log(e, 'audit')),
    60_000,
  )

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
      await http.close()
      await feed.stop()
      await jobs.stop()
      await checkpoint(connections.ownerPool, input.auditKey).catch((e) => log(e, 'audit'))
      await auth.close()
      await connections.close()
    },
  }
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
