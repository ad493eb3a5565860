import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call } from '../../../../web/kit/api.ts'
import {
  calendarDate,
  Drawer,
  EmptyState,
  ErrorState,
  formatDate,
  formatDateTime,
  SkeletonLines,
  toProblem,
  useLanguage,
  useT,
} from '../../../../web/kit/index.ts'
import mark from '../../../../web/kit/mark.svg'
import type { OpenNotice } from '../contract.ts'
import { ClaimForm } from './ClaimForm.tsx'
import { hours } from './parts.tsx'
import './notice-messages.ts'
import './notices.css'

/** The page without account: notices in force, a way to say "I was there", and how that stands. */
export function OpenNotices() {
  const t = useT('notices')
  const [language, setLanguage] = useLanguage()
  const [claimed, setClaimed] = useState<OpenNotice>()
  const query = useQuery(api.tracing.openNotices.queryOptions({ input: {} }))
  return (
    <div className="notices">
      <header className="notices-head">
        <span className="notices-brand">
          <img src={mark} alt="" />
          Vùng Xanh
        </span>
        <Button
          variant="subtle"
          size="xs"
          lang={language === 'vi' ? 'en' : 'vi'}
          onClick={() => setLanguage(language === 'vi' ? 'en' : 'vi')}
        >
          {t('open.language')}
        </Button>
      </header>
      <main className="notices-main">
        <h1>{t('open.title')}</h1>
        <p className="notices-lead">{t('open.lead')}</p>
        {query.error && <ErrorState error={query.error} retry={() => query.refetch()} />}
        {query.isPending && <SkeletonLines lines={6} />}
        {query.data?.notices.length === 0 && (
          <EmptyState title={t('open.empty')}>{t('open.empty.next')}</EmptyState>
        )}
        <ul className="notices-list">
          {query.data?.notices.map((n) => (
            <Shown key={n.id} notice={n} english={language === 'en'} onClaim={() => setClaimed(n)} />
          ))}
        </ul>
        <Status />
      </main>
      <footer className="notices-foot">
        <a href="/sign-in">{t('open.signIn')}</a>
      </footer>
      <Drawer opened={claimed !== undefined} onClose={() => setClaimed(undefined)} title={t('form.title')}>
        {claimed && <ClaimForm key={claimed.id} notice={claimed} onClose={() => setClaimed(undefined)} />}
      </Drawer>
    </div>
  )
}

function Shown({
  notice: n,
  english,
  onClaim,
}: {
  notice: OpenNotice
  english: boolean
  onClaim: () => void
}) {
  const t = useT('notices')
  const advice = (english && n.adviceEn) || n.advice
  return (
    <li className="notices-card" data-withdrawn={n.withdrawn || undefined}>
      <h2>{(english && n.titleEn) || n.title}</h2>
      <p className="notices-where">{n.area}</p>
      <p className="notices-when">{hours(n.startsAt, n.endsAt)}</p>
      {n.withdrawn ? (
        <p>{t('open.withdrawn')}</p>
      ) : (
        <>
          <h3>{t('open.what')}</h3>
          <p className="notices-advice">{advice}</p>
          <div className="notices-actions">
            <Button onClick={onClaim}>{t('open.claim')}</Button>
            {n.phone && (
              <Button component="a" href={`tel:${n.phone.replaceAll(' ', '')}`} variant="default">
                {t('open.phone')} {n.phone}
              </Button>
            )}
          </div>
        </>
      )}
      <p className="notices-meta">
        {t('open.published', {
          at: formatDateTime(n.publishedAt, { short: true }),
          until: formatDate(n.validUntil),
        })}
        {n.correctedAt && (
          <>
            <br />
            {t('open.corrected', { at: formatDateTime(n.correctedAt, { short: true }), what: n.correction })}
          </>
        )}
      </p>
    </li>
  )
}

function Status() {
  const t = useT('notices')
  const [receipt, setReceipt] = useState('')
  const [said, setSaid] = useState<{ text: string; of?: string }>()
  const [pending, setPending] = useState(false)
  const look = async () => {
    if (receipt.trim().length < 4) return
    setPending(true)
    try {
      const found = await call.tracing.claimStatus({ receipt: receipt.trim() })
      const of = t('status.of', { title: found.title, at: formatDate(calendarDate(found.handedInAt)) })
      setSaid({ text: t(`status.${found.state}`), of })
    } catch (error) {
      setSaid({ text: toProblem(error).message })
    } finally {
      setPending(false)
    }
  }
  return (
    <section className="notices-status">
      <h2>{t('open.status')}</h2>
      <p className="notices-lead">{t('open.status.help')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void look()
        }}
      >
        <TextInput
          label={t('open.receipt')}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          value={receipt}
          onChange={(event) => setReceipt(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={pending}>
          {t('open.look')}
        </Button>
      </form>
      <p role="status" className="notices-said">
        {said && (
          <>
            <b>{said.text}</b>
            {said.of && <span>{said.of}</span>}
          </>
        )}
      </p>
    </section>
  )
}
