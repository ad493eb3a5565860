import type { Running } from './server.ts'

/**
 * Listens to live updates as a browser's EventSource does: comes back when the line breaks, a second later, and says
 * what it heard last. `server` is asked for each time, so that a restarted one is found.
 */
export function listen(server: () => Running | undefined, cookie: string) {
  const heard: { seq: number; subjectId: string }[] = []
  let last: string | undefined
  let stopped = false
  let opened = 0
  let controller = new AbortController()
  const running = (async () => {
    while (!stopped) {
      controller = new AbortController()
      try {
        const headers: Record<string, string> = { cookie, ...(last ? { 'last-event-id': last } : {}) }
        const response = await server()!.fetch('/api/live', { headers, signal: controller.signal })
        if (response.ok) opened += 1
        let text = ''
        const decoder = new TextDecoder()
        for await (const chunk of response.body!) {
          text += decoder.decode(chunk as Uint8Array, { stream: true })
          const parts = text.split('\n\n')
          text = parts.pop()!
          for (const part of parts) {
            const id = part.match(/^id: (\d+)$/m)?.[1]
            const data = part.match(/^data: (.*)$/m)?.[1]
            if (id) last = id
            if (id && data) heard.push({ seq: Number(id), subjectId: JSON.parse(data).subjectId })
          }
        }
      } catch {
        // The line broke; it is opened again.
      }
      if (!stopped) await new Promise((r) => setTimeout(r, 200))
    }
  })()
  return {
    heard,
    opened: () => opened,
    async stop() {
      stopped = true
      controller.abort()
      await running
    },
  }
}
