import { createORPCClient, ORPCError } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { QueryClient, useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { v7 as uuid7 } from 'uuid'
import type { contract } from '../../domains/contract.ts'
import type { Area } from '../../domains/registry/areas/contract.ts'
import { problemFetch } from '../../platform/problem-fetch.ts'
import type { Words } from '../../platform/words.ts'
import { getLanguage } from './i18n.ts'

export type { Goal } from '../../domains/command/tasks/contract.ts'
export type { Area } from '../../domains/registry/areas/contract.ts'
export type { Attachment } from '../../domains/registry/attachments/contract.ts'

/** Method and path of every route, without schemas; put here by the build. */
declare const VX_ROUTES: typeof contract

/** The typed client; a failure carries the server's problem with its sentence in the language shown. */
export const call: ContractRouterClient<typeof contract> = createORPCClient(
  new OpenAPILink(VX_ROUTES, {
    url: `${window.location.origin}/api`,
    fetch: (request, init) => problemFetch(request, init),
    // A key made here lets the server tell a double click or a repeated send from a second wish.
    headers: () => ({ 'idempotency-key': uuid7() }),
    customErrorResponseBodyDecoder: (body) => {
      const p = body as { code?: string; status?: number; words?: Words }
      if (!p?.code) return null
      if (ENDS.has(p.code)) signedOut()
      const message = p.words?.[getLanguage()] ?? p.code
      return new ORPCError(p.code, { status: p.status ?? 500, message, data: { ...p, message } })
    },
  }),
)

/** The same client as options for useQuery and useMutation. */
export const api = createTanstackQueryUtils(call)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => !(error instanceof ORPCError) && count < 2,
      placeholderData: (previous: unknown) => previous,
    },
  },
})

/** Answers after which only the sign-in page helps. */
const ENDS = new Set(['not-signed-in', 'second-factor-needed', 'password-change-needed'])

function signedOut(): void {
  if (window.location.pathname === '/sign-in') return
  const back = window.location.pathname + window.location.search
  window.location.assign(`/sign-in?back=${encodeURIComponent(back)}`)
}

/** The words in the language shown. */
export const say = (w: Words): string => w[getLanguage()]

/** Who is signed in; undefined while loading. */
export function useViewer() {
  return useQuery({ ...api.platform.me.queryOptions(), staleTime: Number.POSITIVE_INFINITY }).data
}

/** Whether the viewer's post holds a right; false while loading. */
export function useRight(right: string): boolean {
  return useViewer()?.rights.includes(right) ?? false
}

const listeners = new Set<() => void>()
/** The router calls this after each move, so that what lives in the address is read again. */
export function addressChanged(): void {
  for (const l of listeners) l()
}

/** A value of the address's query; setting it replaces the entry in the history. */
export function useAddress(key: string): [string | undefined, (value: string | undefined) => void] {
  const search = useSyncExternalStore(
    (l) => {
      listeners.add(l)
      return () => listeners.delete(l)
    },
    () => window.location.search,
  )
  const value = new URLSearchParams(search).get(key) ?? undefined
  return [value, (next) => setAddress({ [key]: next })]
}

/** Sets several values of the query at once; undefined removes. */
export function setAddress(values: Record<string, string | undefined>): void {
  const url = new URL(window.location.href)
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || value === '') url.searchParams.delete(key)
    else url.searchParams.set(key, value)
  }
  navigateTo(url.pathname + url.search, true)
}

let navigateTo: (href: string, replace: boolean) => void = (href) => window.location.assign(href)
/** The shell hands in its router. */
export function setNavigator(navigate: (href: string, replace: boolean) => void): void {
  navigateTo = navigate
}

export interface AreaChoice {
  areaId: number
  area: Area
  byId: Map<number, Area>
  /** From the top of the tree down to the area. */
  path: Area[]
  children(id: number): Area[]
  setArea(id: number): void
}

/** The area that the whole screen is about: `?area=` or the viewer's own; undefined while loading. */
export function useArea(): AreaChoice | undefined {
  const viewer = useViewer()
  const tree = useQuery({
    ...api.areas.list.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  const [chosen] = useAddress('area')
  if (!viewer || !tree) return undefined
  const byId = areasById(tree.areas)
  const area = byId.get(Number(chosen)) ?? byId.get(viewer.areaId)
  if (!area) return undefined
  const path: Area[] = []
  for (let a: Area | undefined = area; a; a = a.parentId === null ? undefined : byId.get(a.parentId))
    path.unshift(a)
  return {
    areaId: area.id,
    area,
    byId,
    path,
    children: (id) => tree.areas.filter((a) => a.parentId === id),
    setArea: (id) => setAddress({ area: id === viewer.areaId ? undefined : String(id) }),
  }
}

let lastTree: { areas: Area[]; byId: Map<number, Area> } | undefined
function areasById(areas: Area[]): Map<number, Area> {
  if (lastTree?.areas !== areas) lastTree = { areas, byId: new Map(areas.map((a) => [a.id, a])) }
  return lastTree.byId
}

/** Name of an area as people say it: a neighbourhood with its ward. */
export function areaName(byId: Map<number, Area> | undefined, id: number | null | undefined): string {
  const area = id === null || id === undefined ? undefined : byId?.get(id)
  if (!area) return ''
  const parent = area.parentId === null ? undefined : byId?.get(area.parentId)
  return area.level === 'neighbourhood' && parent ? `${area.name}, ${parent.name}` : area.fullName
}

/** Name of an area where there is no room, as on a map: 'Tổ dân phố số 7' is 'Tổ 7'. */
export const areaShort = (area: Area): string => area.name.replace(/^Tổ dân phố (số )?/, 'Tổ ')

/** Full name of an area inside a sentence: 'Quận Hoàng Mai' is 'quận Hoàng Mai' there; English keeps the name as it is. */
export function areaInSentence(area: Area): string {
  const kind = area.fullName.length - area.name.length
  if (getLanguage() === 'en' || kind <= 0 || !area.fullName.endsWith(area.name)) return area.fullName
  return area.fullName.slice(0, kind).toLocaleLowerCase('vi') + area.name
}

/** The moment of knowledge that the whole screen is about: `?asOf=` (ISO instant), or undefined for now. */
export function useAsOf(): [string | undefined, (value: string | undefined) => void] {
  return useAddress('asOf')
}

/** The server's time, ticking: the demo lives in 2021. */
export function useNow(): Date {
  const viewer = useViewer()
  if (viewer && !skew.known) {
    skew.ms = Date.parse(viewer.now) - Date.now()
    skew.known = true
  }
  return new Date(Date.now() + skew.ms)
}
const skew = { ms: 0, known: false }
