import { useCallback, useEffect, useRef, useState } from 'react'
import type { FormValues } from './form-schema.ts'

const PREFIX = 'vx.draft.'
let owner = ''

const nameOf = (key: string) => `${PREFIX}${owner}.${key}`

/**
 * Says whose drafts these are. Those of anybody else are thrown away: at a shared computer the next person must not find
 * the patient whom the one before was typing. Without an owner (signed out) all are.
 */
export function keepDraftsOf(username: string | undefined): void {
  if (username && username === owner) return
  owner = username ?? ''
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX) && !(owner && name.startsWith(nameOf('')))) localStorage.removeItem(name)
    }
  } catch {
    // Storage refused: nothing was kept.
  }
}

function read(key: string | undefined): FormValues | undefined {
  if (!key) return undefined
  try {
    const text = localStorage.getItem(nameOf(key))
    const value: unknown = text ? JSON.parse(text) : undefined
    return value && typeof value === 'object' ? (value as FormValues) : undefined
  } catch {
    return undefined
  }
}

/** Keeps what was typed in this browser until it is sent. Without a key nothing is kept. */
export function useDraft(key: string | undefined): {
  draft: FormValues | undefined
  save: (values: FormValues) => void
  clear: () => void
} {
  const [draft, setDraft] = useState(() => read(key))
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const waiting = useRef<FormValues | undefined>(undefined)

  const write = useCallback(() => {
    clearTimeout(timer.current)
    if (!key || !waiting.current) return
    try {
      localStorage.setItem(nameOf(key), JSON.stringify(waiting.current))
    } catch {
      // Storage full or refused: the form itself still works.
    }
    waiting.current = undefined
  }, [key])

  useEffect(() => {
    // A tab closed within the delay must not lose the last words.
    window.addEventListener('pagehide', write)
    return () => {
      window.removeEventListener('pagehide', write)
      write()
    }
  }, [write])

  const save = useCallback(
    (values: FormValues) => {
      if (!key) return
      waiting.current = values
      clearTimeout(timer.current)
      timer.current = setTimeout(write, 400)
    },
    [key, write],
  )

  const clear = useCallback(() => {
    clearTimeout(timer.current)
    waiting.current = undefined
    setDraft(undefined)
    try {
      if (key) localStorage.removeItem(nameOf(key))
    } catch {
      // Nothing was stored then.
    }
  }, [key])

  return { draft, save, clear }
}
