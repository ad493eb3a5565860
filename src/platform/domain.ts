import type { Readable } from 'node:stream'
import { oc } from '@orpc/contract'
import type { AnyRouter } from '@orpc/server'
import type { Ctx } from './context.ts'
import type { Figure } from './figures.ts'
import type { Indicator } from './indicators.ts'
import type { Reaction, Schedule } from './jobs.ts'
import type { ProblemKind } from './problems.ts'
import type { Register } from './registers.ts'

/**
 * The start of every contract. Each route carries the right that it needs, or 'public', or 'signed-in':
 * a guard test walks all routes and refuses one without.
 */
export const base = oc.$meta<{ right: string }>({ right: '' })

/** Shorthand of a contract entry: method, path below /api, right, one-line summary for the reference page. */
export function route(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: `/${string}`,
  right: string,
  summary: string,
) {
  return base.meta({ right }).route({ method, path, summary, inputStructure: 'compact' })
}

/** What the context of every handler holds. */
export interface RequestContext {
  ctx: Ctx | undefined
  /** For routes that are public: no area, and only the rights of whoever comes without an account. */
  visitor: Ctx
  /** Of the connection, or what a trusted proxy says. */
  address: string
}

/** A file made on request: an official document, a workbook. */
export interface FileRoute {
  /** e.g. '/api/orders/:id/document.:format' */
  path: string
  right: string
  /** @returns the body with its MIME type and the name to save it under */
  run(ctx: Ctx, params: Record<string, string>, query: Record<string, string>): Promise<MadeFile>
}

export interface MadeFile {
  name: string
  type: string
  body: Buffer | Readable
}

/** A file that a person hands in: streamed to a temporary file under limits before `run` sees it. */
export interface UploadRoute {
  path: string
  right: string
  /** @param file `path` is removed when the promise settles; `fields` are the form's other fields that came before the file */
  run(ctx: Ctx, file: { fileName: string; path: string; fields: Record<string, string> }): Promise<unknown>
}

export interface Domain {
  name: string
  router?: Record<string, AnyRouter>
  /** Right → posts that hold it. A right that nobody holds is refused to all. */
  rights: Record<string, readonly string[]>
  problems?: Record<string, ProblemKind>
  /** Database constraint → problem code. */
  constraints?: Record<string, string>
  figures?: Figure[]
  /** Over figures that some domain declares. */
  indicators?: Indicator[]
  registers?: Register[]
  reactions?: Reaction[]
  schedules?: Schedule[]
  files?: FileRoute[]
  uploads?: UploadRoute[]
  /** Run once in every server process when it has started, as the system: what it keeps in memory is made ready. */
  warm?: (ctx: Ctx) => Promise<void>
}

/** Declares a domain's public face to the platform. */
export function defineDomain(domain: Domain): Domain {
  return domain
}
