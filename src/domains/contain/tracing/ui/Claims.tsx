import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { api, areaName, call, useArea, useRight, useViewer } from '../../../../web/kit/api.ts'
import {
  AsyncSelect,
  Card,
  Choice,
  ContractForm,
  Drawer,
  EmptyState,
  FilterPills,
  formatDateTime,
  Link,
  StatusPill,
  type Tone,
  ToneMark,
  toast,
  toProblem,
  useT,
} from '../../../../web/kit/index.ts'
import { type Claim, ClaimCloseness, type ClaimState, type Notice } from '../contract.ts'
import { ClaimForm } from './ClaimForm.tsx'
import { areaOptions, hours, isBelow } from './parts.tsx'

const TONE: Record<ClaimState, Tone> = { waiting: 'due', accepted: 'ok', refused: 'neutral' }
const Reason = z.object({ reason: z.string().trim().min(3).max(300).meta({ widget: 'textarea' }) })

interface ClaimsProps {
  notices: Notice[]
  /** The one whose claims are shown; all when left out. */
  notice: Notice | undefined
  onAll: () => void
}

/** What people say who were there: those that wait first; each becomes a contact or is found not relevant. */
export function Claims({ notices, notice, onAll }: ClaimsProps) {
  const t = useT('notices')
  const area = useArea()
  const client = useQueryClient()
  const mayTriage = useRight('claim.triage')
  const [show, setShow] = useState<'waiting' | 'decided'>('waiting')
  const [accepted, setAccepted] = useState<Claim>()
  const [refused, setRefused] = useState<Claim>()
  const [called, setCalled] = useState(false)
  const input = { ...(area ? { areaId: area.areaId } : {}), ...(notice ? { noticeId: notice.id } : {}) }
  const query = useQuery({ ...api.tracing.claims.queryOptions({ input }), enabled: area !== undefined })
  const all = query.data ?? []
  const claims = all.filter((c) => (c.state === 'waiting') === (show === 'waiting'))
  const open = notice ?? notices.find((n) => n.state === 'published')
  const reopen = async (c: Claim) => {
    await call.tracing.reopenClaim({ id: c.id, version: c.version })
    await client.invalidateQueries()
    toast.info(t('claim.reopened'))
  }
  return (
    <Card
      title={notice ? `${t('claims')}: ${notice.title}` : t('claims')}
      padding={false}
      aside={
        mayTriage &&
        open?.state === 'published' && (
          <Button size="xs" variant="default" onClick={() => setCalled(true)}>
            {t('claims.call')}
          </Button>
        )
      }
    >
      <div className="notices-text">
        <FilterPills
          label={t('claims')}
          items={[
            {
              value: 'waiting',
              label: t('claims.waiting'),
              count: all.filter((c) => c.state === 'waiting').length,
            },
            {
              value: 'decided',
              label: t('claims.decided'),
              count: all.filter((c) => c.state !== 'waiting').length,
            },
          ]}
          value={show}
          onChange={(value) => {
            setShow(value as typeof show)
            if (notice && all.length === 0) onAll()
          }}
        />
      </div>
      {claims.length === 0 ? (
        <EmptyState compact title={t('claims.empty')}>
          {t('claims.empty.next')}
        </EmptyState>
      ) : (
        <ul className="vx-rows notices-rows">
          {claims.map((c) => (
            <li key={c.id} className="vx-row">
              <div className="vx-row-text">
                <div className="vx-row-title">
                  {c.personId ? (
                    <Link href={`/people/${c.personId}`}>{c.fullName}</Link>
                  ) : (
                    (c.fullName ?? t('claim.unnamed'))
                  )}
                </div>
                <div className="vx-row-detail">
                  {[hours(c.fromAt, c.toAt), t(c.closeness), ...c.symptoms.map((s) => t(s))].join(' · ')}
                </div>
                <div className="vx-row-detail">
                  {[
                    c.phone,
                    c.address,
                    formatDateTime(c.handedInAt, { short: true }),
                    t(`claim.by.${c.channel}`, { by: c.enteredBy }),
                    !notice && c.noticeTitle,
                    c.again > 0 && t('claim.again', { count: c.again }),
                    c.refusedReason,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
              </div>
              <div className="vx-row-end">
                {c.state !== 'waiting' && (
                  <StatusPill tone={TONE[c.state]}>{t(`claim.state.${c.state}`)}</StatusPill>
                )}
                {mayTriage && (
                  <span className="notices-claim-actions">
                    {c.state === 'waiting' ? (
                      <>
                        <Button size="xs" onClick={() => setAccepted(c)}>
                          {t('claim.accept')}
                        </Button>
                        <Button size="xs" variant="default" onClick={() => setRefused(c)}>
                          {t('claim.refuse')}
                        </Button>
                      </>
                    ) : (
                      <Button size="xs" variant="subtle" onClick={() => void reopen(c).catch(toast.problem)}>
                        {t('claim.reopen')}
                      </Button>
                    )}
                  </span>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      <Drawer
        opened={accepted !== undefined}
        onClose={() => setAccepted(undefined)}
        title={t('claim.accept.title')}
      >
        {accepted && <Accept key={accepted.id} claim={accepted} onClose={() => setAccepted(undefined)} />}
      </Drawer>
      <Drawer opened={refused !== undefined} onClose={() => setRefused(undefined)} title={t('claim.refuse')}>
        {refused && (
          <ContractForm
            schema={Reason}
            labels={() => t('claim.refuse.reason')}
            submitLabel={t('claim.refuse')}
            onSubmit={async ({ reason }) => {
              const { version } = await call.tracing.refuseClaim({
                id: refused.id,
                version: refused.version,
                reason,
              })
              await client.invalidateQueries()
              setRefused(undefined)
              toast.done(t('claim.refused'), { undo: () => reopen({ ...refused, version }) })
            }}
          />
        )}
      </Drawer>
      <Drawer opened={called} onClose={() => setCalled(false)} title={t('claims.call')}>
        {called && open && (
          <ClaimForm
            notice={open}
            onClose={() => setCalled(false)}
            called={(receipt) => {
              void client.invalidateQueries()
              setCalled(false)
              toast.done(t('claims.called', { receipt }))
            }}
          />
        )}
      </Drawer>
    </Card>
  )
}

/** Says who the claimant is and how close they were: from then on they are a contact of the case. */
function Accept({ claim, onClose }: { claim: Claim; onClose: () => void }) {
  const t = useT('notices')
  const client = useQueryClient()
  const area = useArea()
  const viewer = useViewer()
  const [who, setWho] = useState<'known' | 'new'>('known')
  const [personId, setPersonId] = useState<string | null>(null)
  const [fullName, setFullName] = useState(claim.fullName ?? '')
  const [birthYear, setBirthYear] = useState('')
  const [areaId, setAreaId] = useState<string | null>(null)
  const [closeness, setCloseness] = useState<ClaimCloseness>(claim.closeness)
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const district = area?.path.find((a) => a.level === 'district')?.id ?? viewer?.areaId
  const findPerson = async (q: string) => {
    const found = await call.people.search({ q, limit: 12 })
    return found.map((p) => ({
      value: p.id,
      label: p.fullName,
      detail: [p.birthYear, p.address, areaName(area?.byId, p.areaId)].filter(Boolean).join(' · '),
    }))
  }
  const send = async () => {
    if (who === 'known' ? !personId : fullName.trim().length < 2 || !areaId) return setFailure(t('required'))
    setPending(true)
    setFailure('')
    try {
      const done = await call.tracing.acceptClaim({
        id: claim.id,
        version: claim.version,
        closeness,
        ...(who === 'known'
          ? { personId: personId! }
          : {
              person: {
                fullName: fullName.trim(),
                areaId: Number(areaId),
                nationality: 'VN',
                ...(/^\d{4}$/.test(birthYear) ? { birthYear: Number(birthYear) } : {}),
                ...(claim.phone ? { phone: claim.phone } : {}),
              },
            }),
      })
      await client.invalidateQueries()
      onClose()
      const name = { name: claim.fullName }
      toast.done(done.handedOver ? t('claim.handedOver', name) : t('claim.accepted', name), {
        undo: async () => {
          await call.tracing.reopenClaim({ id: claim.id, version: done.version })
          await client.invalidateQueries()
        },
      })
    } catch (error) {
      setFailure(toProblem(error).message)
      setPending(false)
    }
  }
  return (
    <form
      className="vx-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <p className="notices-of">
        <b>{claim.fullName}</b>
        <span>{[claim.phone, claim.address].filter(Boolean).join(' · ')}</span>
      </p>
      <div className="vx-form-grid" data-columns={1}>
        <Choice
          label={t('claim.accept.who')}
          disabled={pending}
          options={[
            { value: 'known', label: t('claim.known') },
            { value: 'new', label: t('claim.new') },
          ]}
          value={who}
          onChange={(next) => setWho(next as typeof who)}
        />
        {who === 'known' ? (
          <AsyncSelect
            label={t('claim.person')}
            required
            disabled={pending}
            value={personId}
            onChange={setPersonId}
            search={findPerson}
          />
        ) : (
          <>
            <TextInput
              label={t('fullName')}
              withAsterisk
              maxLength={120}
              disabled={pending}
              value={fullName}
              onChange={(event) => setFullName(event.currentTarget.value)}
            />
            <TextInput
              label={t('claim.birthYear')}
              inputMode="numeric"
              maxLength={4}
              disabled={pending}
              value={birthYear}
              onChange={(event) => setBirthYear(event.currentTarget.value)}
            />
            <AsyncSelect
              label={t('claim.ward')}
              description={t('claim.ward.help')}
              required
              disabled={pending}
              value={areaId}
              onChange={setAreaId}
              search={areaOptions(area, (id) => isBelow(area, id, district))}
            />
          </>
        )}
        <Choice
          label={t('closeness')}
          disabled={pending}
          options={ClaimCloseness.options.map((value) => ({ value, label: t(value) }))}
          value={closeness}
          onChange={(next) => setCloseness(next as ClaimCloseness)}
        />
      </div>
      {failure && (
        <div className="vx-form-summary" role="alert">
          <ToneMark tone="late" />
          <span>{failure}</span>
        </div>
      )}
      <div className="vx-form-actions">
        <Button type="submit" loading={pending}>
          {t('claim.accept')}
        </Button>
      </div>
    </form>
  )
}
