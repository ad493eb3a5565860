import type { Words } from '../../../platform/words.ts'
import { say } from '../../kit/api.ts'

/** A refusal of sign-in in the form that the kit's screens read. */
export class Refusal extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Sends to sign-in, whose paths set cookies and therefore stand outside the typed client.
 * @throws Refusal with the server's sentence; TypeError when nothing answers
 */
export async function knock<T = { next: 'code' | 'in' }>(path: string, body: object = {}): Promise<T> {
  const response = await fetch(`/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = (await response.json().catch(() => ({}))) as { code?: string; words?: Words }
  if (response.ok) return answer as T
  throw new Refusal(answer.code ?? 'unexpected', answer.words ? say(answer.words) : '')
}
