import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { type Account, Succession as Fields, NewAccount } from '../../../platform/auth-contract.ts'
import { api, areaName, call, say, useArea, useNow } from '../../kit/api.ts'
import {
  Choice,
  ContractForm,
  calendarDate,
  ErrorState,
  formatDate,
  Link,
  SkeletonLines,
  toast,
  useT,
} from '../../kit/index.ts'
import type { Given } from './AccountsPage.tsx'

const { since } = Fields.shape
const { name, username, email } = NewAccount.shape
const FORMS = {
  new: z.object({ name, username, email, since }),
  known: z.object({ successorId: z.string().max(100).meta({ widget: 'lookup' }), since }),
}

/** Somebody else takes over a post: a new account, or one that is there. */
export function Succession(props: {
  account: Account
  onCancel(): void
  /** With a password for one use, when the successor had no account. */
  onDone(given: Given | undefined): Promise<void>
}) {
  const t = useT('account')
  const { account } = props
  const area = useArea()
  const client = useQueryClient()
  const today = calendarDate(useNow())
  const [how, setHow] = useState<keyof typeof FORMS>('new')
  const names = new Map<string, string>()
  const find = async (q: string) => {
    const found = await call.platform.accounts.candidates({ q })
    return found
      .filter((c) => c.id !== account.id)
      .map((c) => {
        names.set(c.id, c.name)
        const post = `${say(c.postWords)}, ${areaName(area?.byId, c.areaId)}`
        return {
          value: c.id,
          label: `${c.name} (${c.username})`,
          detail: t(c.holds ? 'replace.holds' : 'replace.free', { post }),
        }
      })
  }
  return (
    <div className="account-step">
      <p>{t('replace.lead', { name: account.name, post: say(account.postWords) })}</p>
      <Choice
        label={t('replace.who')}
        required
        options={[
          { value: 'new', label: t('replace.new') },
          { value: 'known', label: t('replace.known') },
        ]}
        value={how}
        onChange={(next) => next && setHow(next as keyof typeof FORMS)}
      />
      <ContractForm<z.ZodObject>
        key={how}
        schema={FORMS[how]}
        value={{ since: today }}
        options={{ successorId: find }}
        labels={(field) => t(field)}
        help={(field) => (field === 'username' || field === 'email' ? t(`${field}.help`) : undefined)}
        submitLabel={t('replace')}
        onCancel={props.onCancel}
        onSubmit={async (values) => {
          const input = { ...values, id: account.id } as Fields
          const { password, hours } = await call.platform.accounts.replace(input)
          const who = input.name ?? names.get(input.successorId ?? '') ?? ''
          await client.invalidateQueries()
          toast.done(t('replace.done', { name: who }))
          await props.onDone(
            password === null ? undefined : { name: who, username: input.username ?? '', password, hours },
          )
        }}
      />
    </div>
  )
}

/** Who held a post from when to when, and the committees in which it has a seat. */
export function PostHistory({ postId }: { postId: string }) {
  const t = useT('account')
  const post = useQuery(api.organisations.post.queryOptions({ input: { id: postId } }))
  if (post.error) return <ErrorState compact error={post.error} retry={() => void post.refetch()} />
  if (!post.data) return <SkeletonLines lines={2} />
  const { holders, seats } = post.data
  return (
    <>
      <h3>{t('post.history')}</h3>
      <ul className="account-history">
        {holders.map((h) => (
          <li key={`${h.name} ${h.since}`}>
            {h.name}
            <small>
              {h.until
                ? t('post.span', { since: formatDate(h.since), until: formatDate(h.until) })
                : t('post.from', { since: formatDate(h.since) })}
            </small>
          </li>
        ))}
      </ul>
      {seats.length > 0 && (
        <>
          <h3>{t('post.seats')}</h3>
          <ul className="account-history">
            {seats.map((s) => (
              <li key={`${s.teamId} ${s.role}`}>
                <Link href={`/teams/${s.teamId}`}>{s.name}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
