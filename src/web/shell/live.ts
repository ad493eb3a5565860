import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

/** Never asked for again because of an event: they change with a release or a reorganisation only. */
const STABLE = new Set([
  'platform.me',
  'platform.rules',
  'platform.figures.list',
  'platform.registers.list',
  'areas.list',
  'areas.boundaries',
  'organisations.posts',
  'surveillance.diseases',
])

/**
 * Hears of every committed change in the viewer's areas and asks again for what the screen shows.
 * A lost connection comes back by itself and is told what it missed.
 * @returns whether the line is up (true until the first failure)
 */
export function useLive(enabled: boolean): boolean {
  const client = useQueryClient()
  const [connected, setConnected] = useState(true)
  useEffect(() => {
    if (!enabled) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const source = new EventSource('/api/live')
    source.onopen = () => setConnected(true)
    source.onerror = () => {
      setConnected(false)
      // Turned away, not lost: whoever's session has ended must not go on seeing what was on the screen.
      if (source.readyState === EventSource.CLOSED) void client.invalidateQueries()
    }
    source.onmessage = () => {
      // One write often tells of several things: one round of questions is enough.
      timer ??= setTimeout(() => {
        timer = undefined
        void client.invalidateQueries({
          predicate: (q) => !STABLE.has((q.queryKey[0] as string[]).join('.')),
        })
      }, 150)
    }
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [client, enabled])
  return connected
}
