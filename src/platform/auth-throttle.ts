import { createHmac } from 'node:crypto'
import type pg from 'pg'
import { type Actor, NOBODY, recordAs, SYSTEM } from './auth-audit.ts'
import { problem } from './problems.ts'

/** After three failures an account's next attempt waits, at ten it is locked, at a hundred until somebody unlocks. */
const ACCOUNT = { free: 3, lockFrom: 10, stopAt: 100, forget: '30 days' }
/** Many people may share an address, and each of them mistypes. */
const ADDRESS = { free: 20, lockFrom: 100, stopAt: 1_000_000, forget: '1 hour' }

export interface Turn {
  accountKey: string
  addressKey: string
  /** For the audit: the account's id, or the digest when no account has this name. */
  subject: { type: string; id: string }
  locks: boolean
}

/** IPv4 as it is; of IPv6 the network, because a household has 2^64 addresses. */
export function networkOf(address: string): string {
  const v4 = address.match(/(\d+\.\d+\.\d+\.\d+)$/)?.[1]
  if (v4) return v4
  const [head = '', tail = ''] = address.toLowerCase().split('%')[0]!.split('::')
  const front = head ? head.split(':') : []
  const back = tail ? tail.split(':') : []
  const filled = [...front, ...Array(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back]
  return filled.slice(0, 4).join(':')
}

/**
 * Slows down who guesses, by account and by address, counted in the database so that all server processes count
 * together. A name that no account has is treated like one that exists.
 * @param secret keys the digests of names and addresses
 */
export function createThrottle(pool: pg.Pool, secret: string, auditKey: Buffer) {
  const digest = (kind: string, text: string) =>
    `${kind}:${createHmac('sha256', secret).update(`${kind}/${text}`).digest('hex').slice(0, 32)}`
  const keyOf = (username: string) => digest('account', username)

  async function step(key: string, subject: Turn['subject'], limits: typeof ACCOUNT) {
    const { rows } = await pool.query<{ wait_seconds: number; locks: boolean; was_locked: boolean }>(
      'select * from platform.take_turn($1, $2, $3, $4, $5)',
      [key, limits.free, limits.lockFrom, limits.stopAt, limits.forget],
    )
    const { wait_seconds: seconds, locks, was_locked: lapsed } = rows[0]!
    if (seconds > 0) throw problem('sign-in-delayed', { seconds }, { seconds })
    if (lapsed) {
      const changes = { reason: [null, 'lapsed'] as [null, string] }
      await recordAs(pool, auditKey, SYSTEM, [{ action: `${subject.type}.unlock`, subject, changes }])
    }
    return locks
  }

  return {
    /**
     * Before a password or code is looked at. It counts as failed until {@link succeed} or {@link giveBack}.
     * @throws Problem sign-in-delayed
     */
    async take(username: string, userId: string | undefined, address: string): Promise<Turn> {
      const accountKey = keyOf(username)
      const addressKey = digest('address', networkOf(address))
      const subject = userId
        ? { type: 'account', id: userId }
        : { type: 'unknown-account', id: accountKey.slice(8) }
      const addressLocks = await step(addressKey, { type: 'address', id: addressKey.slice(8) }, ADDRESS)
      try {
        const locks = await step(accountKey, subject, ACCOUNT)
        const turn = { accountKey, addressKey, subject, locks }
        if (addressLocks) {
          const about = { type: 'address', id: addressKey.slice(8) }
          const changes = { address: [null, address] as [null, string] }
          await recordAs(pool, auditKey, NOBODY, [{ action: 'address.lock', subject: about, changes }])
        }
        return turn
      } catch (error) {
        // An account that waits is no fault of the address: others behind it go on.
        await back(addressKey)
        throw error
      }
    },
    /** Everything was right: the account starts anew; of the address only this turn is taken back. */
    async succeed(turn: Turn): Promise<void> {
      await pool.query('delete from platform.sign_in_attempt where key = $1', [turn.accountKey])
      await back(turn.addressKey)
    },
    /** One step was right, another follows: neither counted nor forgotten. */
    async giveBack(turn: Turn): Promise<void> {
      await back(turn.accountKey)
      await back(turn.addressKey)
    },
    /** A wrong attempt: the audit row, and one more when it locks the account. */
    async fail(turn: Turn, action: string, changes: Record<string, [unknown, unknown]>): Promise<void> {
      await recordAs(pool, auditKey, NOBODY, [
        { action, subject: turn.subject, changes },
        ...(turn.locks ? [{ action: `${turn.subject.type}.lock`, subject: turn.subject }] : []),
      ])
    },
    /** The administrator's: forgets the failures of an account. @returns whether there were any */
    async unlock(db: pg.ClientBase, username: string, userId: string, actor: Actor): Promise<boolean> {
      const { rows } = await db.query<{ locked: boolean }>(
        'delete from platform.sign_in_attempt where key = $1 returning locked',
        [keyOf(username)],
      )
      if (rows[0]?.locked) {
        const subject = { type: 'account', id: userId }
        await recordAs(db, auditKey, actor, [{ action: 'account.unlock', subject }])
      }
      return rows.length > 0
    },
    /** Until when each of these accounts is locked, by user name; the others are left out. */
    async locked(usernames: string[]): Promise<Map<string, string>> {
      const byKey = new Map(usernames.map((name) => [keyOf(name), name]))
      const { rows } = await pool.query<{ key: string; next_at: string | Date }>(
        'select key, next_at from platform.sign_in_attempt where locked and next_at > now() and key = any($1)',
        [[...byKey.keys()]],
      )
      return new Map(rows.map((r) => [byKey.get(r.key)!, new Date(r.next_at).toISOString()]))
    },
  }

  async function back(key: string): Promise<void> {
    await pool.query(
      'update platform.sign_in_attempt set failures = greatest(failures - 1, 0), next_at = now(), locked = false where key = $1',
      [key],
    )
  }
}

export type Throttle = ReturnType<typeof createThrottle>
