import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../../../../web/kit/api.ts'
import { toProblem } from '../../../../web/kit/index.ts'
import type { Narrative, ReportChange, ReportPage } from '../contract.ts'

export type SaveState = 'saved' | 'unsaved' | 'saving' | 'failed' | 'stale'

/** What is written by people: the assessment, and the text blocks of the template by their keys. */
type Written = Narrative & { texts: Record<string, string | null> }

const writtenOf = (page: ReportPage): Written => ({
  ...page.narrative,
  texts: Object.fromEntries(page.texts.map((t) => [t.key, t.said])),
})

export interface NarrativeDraft {
  values: Written
  setText: (key: string, value: string) => void
  set: <K extends keyof Narrative>(field: K, value: Narrative[K]) => void
  state: SaveState
  /** Why saving failed, in the reader's language. */
  why: string
  /** After a stale save: the other person's words, or one's own over them. */
  resolve: (keep: 'theirs' | 'mine') => void
  /** Writes what is waiting and then `change`; resolves to the version afterwards. */
  flush: (change?: Omit<ReportChange, 'id' | 'version'>) => Promise<number>
}

const WAIT = 900

/** The version that was saved first, as the refusal carries it. */
function theirsOf(error: unknown): (Written & { version: number }) | undefined {
  return (error as { data?: { details?: { theirs?: Written & { version: number } } } }).data?.details?.theirs
}

/**
 * Keeps the assessment of a draft on the server while it is written. One save at a time, each with the version of the
 * last; when someone else was faster nothing is overwritten until the writer has chosen.
 */
export function useNarrative(page: ReportPage): NarrativeDraft {
  const client = useQueryClient()
  const { id } = page.report
  const [values, setValues] = useState(() => writtenOf(page))
  const [state, setState] = useState<SaveState>('saved')
  const [why, setWhy] = useState('')
  const version = useRef(page.report.version)
  const waiting = useRef<Partial<Written>>({})
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const chain = useRef<Promise<unknown>>(Promise.resolve())
  const conflict = useRef<{ error: unknown; theirs: Written & { version: number } } | undefined>(undefined)

  // What came from the server is taken over unless something of one's own is on the way.
  useEffect(() => {
    if (Object.keys(waiting.current).length > 0 || page.report.version < version.current) return
    version.current = page.report.version
    setValues(writtenOf(page))
  }, [page])

  const send = useCallback(
    async (change: Omit<ReportChange, 'id' | 'version'> = {}): Promise<number> => {
      clearTimeout(timer.current)
      // Until the writer has chosen nothing is sent, whatever asks for it: leaving a field would answer in his place.
      if (conflict.current) throw conflict.current.error
      const mine = waiting.current
      if (Object.keys(mine).length === 0 && Object.keys(change).length === 0) return version.current
      waiting.current = {}
      setState('saving')
      try {
        const saved = await call.reports.update({ ...mine, ...change, id, version: version.current })
        version.current = saved.version
        setState(Object.keys(waiting.current).length > 0 ? 'unsaved' : 'saved')
        await client.invalidateQueries({ queryKey: [['reports']] })
        return saved.version
      } catch (error) {
        const texts = { ...mine.texts, ...waiting.current.texts }
        waiting.current = { ...mine, ...waiting.current, ...(Object.keys(texts).length > 0 ? { texts } : {}) }
        const problem = toProblem(error)
        if (problem.code === 'stale-version') {
          const theirs = theirsOf(error)
          if (theirs) conflict.current = { error, theirs }
          setState('stale')
        } else {
          setWhy(problem.message)
          setState('failed')
        }
        throw error
      }
    },
    [client, id],
  )

  const flush = useCallback(
    (change?: Omit<ReportChange, 'id' | 'version'>) => {
      const next = chain.current.catch(() => undefined).then(() => send(change))
      chain.current = next
      return next
    },
    [send],
  )

  useEffect(() => {
    const leave = () => void flush().catch(() => undefined)
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [flush])

  const wait = () => {
    if (state !== 'stale') setState('unsaved')
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void flush().catch(() => undefined), WAIT)
  }
  return {
    values,
    state,
    why,
    flush,
    set(field, value) {
      setValues((v) => ({ ...v, [field]: value }))
      waiting.current = { ...waiting.current, [field]: value }
      wait()
    },
    setText(key, value) {
      setValues((v) => ({ ...v, texts: { ...v.texts, [key]: value } }))
      waiting.current = { ...waiting.current, texts: { ...waiting.current.texts, [key]: value } }
      wait()
    },
    resolve(keep) {
      const other = conflict.current?.theirs
      if (!other) return
      conflict.current = undefined
      version.current = other.version
      if (keep === 'theirs') {
        waiting.current = {}
        setValues(other)
        setState('saved')
        void client.invalidateQueries({ queryKey: [['reports']] })
      } else void flush().catch(() => undefined)
    },
  }
}
