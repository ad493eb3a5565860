import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../../../../../web/kit/api.ts'
import { toProblem } from '../../../../../web/kit/index.ts'
import type { TemplateBody, TemplatePage } from '../../templates/contract.ts'

export interface Editing {
  body: TemplateBody
  legalBasis: string
  state: 'saved' | 'unsaved' | 'saving' | 'failed' | 'stale'
  why: string
  /** Who saved first, after a stale save. */
  by: string | null
  change: (next: (body: TemplateBody) => TemplateBody) => void
  setBasis: (text: string) => void
  /** Writes what is waiting; resolves to the version afterwards. */
  flush: () => Promise<number>
  resolve: (keep: 'theirs' | 'mine') => void
}

interface Theirs {
  version: number
  body: TemplateBody | null
  legalBasis: string | null
  editedBy: string | null
}
type Draft = Pick<Editing, 'body' | 'legalBasis'>

const WAIT = 900

/** The draft as it is edited from: what is being edited, else what was published last. */
export function draftOf(page: TemplatePage): Draft {
  const { body, legalBasis } = page.draft ?? page.versions[0]!
  return { body: { ...body, name: body.name ?? page.template.name }, legalBasis }
}

/**
 * Keeps a draft on the server while it is edited. One save at a time, each with the version of the last; when someone else
 * was faster nothing is overwritten until the editor has chosen.
 */
export function useTemplate(page: TemplatePage): Editing {
  const client = useQueryClient()
  const { key } = page.template
  const [draft, setDraft] = useState(() => draftOf(page))
  const [state, setState] = useState<Editing['state']>('saved')
  const [why, setWhy] = useState('')
  const [theirs, setTheirs] = useState<Theirs>()
  const version = useRef(page.version)
  const latest = useRef(draft)
  const waits = useRef(false)
  const conflict = useRef<unknown>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const chain = useRef<Promise<unknown>>(Promise.resolve())

  // What came from the server is taken over unless something of one's own is on the way.
  useEffect(() => {
    if (waits.current || conflict.current || page.version <= version.current) return
    version.current = page.version
    latest.current = draftOf(page)
    setDraft(latest.current)
  }, [page])

  const send = useCallback(async (): Promise<number> => {
    clearTimeout(timer.current)
    if (conflict.current) throw conflict.current
    if (!waits.current) return version.current
    waits.current = false
    setState('saving')
    try {
      const saved = await call.reports.templates.save({ key, version: version.current, ...latest.current })
      version.current = saved.version
      setState(waits.current ? 'unsaved' : 'saved')
      await client.invalidateQueries({ queryKey: [['reports', 'templates', 'open']] })
      await client.invalidateQueries({ queryKey: [['reports', 'templates', 'list']] })
      return version.current
    } catch (error) {
      waits.current = true
      const problem = toProblem(error)
      const other = (error as { data?: { details?: { theirs?: Theirs } } }).data?.details?.theirs
      if (problem.code === 'stale-version' && other) {
        conflict.current = error
        setTheirs(other)
        setState('stale')
      } else {
        setWhy(problem.message)
        setState('failed')
      }
      throw error
    }
  }, [client, key])

  const flush = useCallback(() => {
    const next = chain.current.catch(() => undefined).then(send)
    chain.current = next
    return next
  }, [send])

  useEffect(() => {
    const leave = () => void flush().catch(() => undefined)
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [flush])

  const set = (next: Draft) => {
    latest.current = next
    waits.current = true
    setDraft(next)
    if (!conflict.current) setState('unsaved')
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void flush().catch(() => undefined), WAIT)
  }

  return {
    ...draft,
    state,
    why,
    by: theirs?.editedBy ?? null,
    flush,
    change: (next) => set({ ...latest.current, body: next(latest.current.body) }),
    setBasis: (legalBasis) => set({ ...latest.current, legalBasis }),
    resolve(keep) {
      if (!theirs) return
      conflict.current = undefined
      version.current = theirs.version
      if (keep === 'mine') return void flush().catch(() => undefined)
      waits.current = false
      // Without a draft of theirs it was published or thrown away: the page is read anew.
      if (theirs.body) {
        latest.current = { body: theirs.body, legalBasis: theirs.legalBasis ?? '' }
        setDraft(latest.current)
      } else version.current = theirs.version - 1
      setState('saved')
      void client.invalidateQueries({ queryKey: [['reports', 'templates']] })
    },
  }
}
