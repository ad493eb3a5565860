import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, say, useArea, useRight, useViewer } from '../../../../web/kit/api.ts'
import { Attachments } from '../../../../web/kit/attachments.tsx'
import {
  Badge,
  Card,
  Columns,
  ConfirmButton,
  EmptyState,
  ErrorState,
  FieldList,
  formatDate,
  formatDateTime,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { STATE_TONES } from '../../tasks/contract.ts'
import type { DocumentItem, DocumentLink, DocumentPage as PageData, Standing } from '../contract.ts'
import { AssignDrawer } from './AssignDrawer.tsx'
import { Cascade } from './Cascade.tsx'
import { Graph } from './Graph.tsx'
import { RemindDrawer, type Reminding } from './RemindDrawer.tsx'
import './documents.css'

const TONES: Record<Standing, Tone> = {
  draft: 'due',
  in_force: 'ok',
  not_yet: 'info',
  ended: 'neutral',
  replaced: 'neutral',
}

/** A task about an item opens the document that the item belongs to. */
export function DocumentOfItem({ id }: { id: string }) {
  const query = useQuery(api.documents.ofItem.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  return <DocumentPage id={query.data.documentId} item={id} />
}

/** A document: what it asks of whom, how far down it has come, what it stands on. */
export function DocumentPage({ id, item }: { id: string; item?: string }) {
  const t = useT('documents')
  const client = useQueryClient()
  const [assigning, setAssigning] = useState<DocumentItem>()
  const [reminding, setReminding] = useState<Reminding>()
  const query = useQuery(api.documents.get.queryOptions({ input: { id } }))
  const types = useQuery({
    ...api.documents.types.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const issue = useMutation(
    api.documents.issue.mutationOptions({
      onSuccess: async (done) => {
        await client.invalidateQueries()
        toast.done(t('issued', { symbol: done.symbol }))
      },
      onError: (error) => toast.problem(error),
    }),
  )
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const page = query.data
  const { document: d, may } = page
  const type = types.data?.find((x) => x.type === d.type)
  const name = [type ? say(type) : d.type, d.symbol ?? d.symbolPrinted].filter(Boolean).join(' ')
  const mine = page.receipts.find((r) => r.id === may.receipt)
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/documents' }, { label: d.symbol ?? t('unnumbered') }]}
      title={name}
      subtitle={d.abstract}
      badges={
        <>
          <StatusPill tone={TONES[d.standing]}>{t(`standing.${d.standing}`)}</StatusPill>
          {d.urgency !== 'none' && <Badge tone="late">{t(`field.urgency.${d.urgency}`)}</Badge>}
          {d.secrecy !== 'none' && <Badge tone="late">{t(`field.secrecy.${d.secrecy}`)}</Badge>}
        </>
      }
      actions={
        <>
          {may.issue && (
            <ConfirmButton
              question={t('issue.question')}
              confirmLabel={t('issue')}
              onConfirm={() => issue.mutateAsync({ id, version: d.version })}
            >
              {t('issue')}
            </ConfirmButton>
          )}
          {mine && (
            <Button component={Link} variant="default" href={`/documents/new?implements=${id}`}>
              {t('plan')}
            </Button>
          )}
        </>
      }
    >
      <Columns
        main={
          <>
            <Items page={page} highlighted={item} onAssign={setAssigning} onRemind={setReminding} />
            <Cascade page={page} />
            <Graph page={page} />
            {d.secrecy === 'none' && (
              <Attachments
                path="documents"
                subjectId={id}
                items={page.files}
                mayAdd={may.edit}
                title={t('files')}
              />
            )}
            {d.body && (
              <Card title={t('text')}>
                <details>
                  <summary>{t('text.whole')}</summary>
                  <p className="vx-doc-body">{d.body}</p>
                </details>
              </Card>
            )}
          </>
        }
        side={
          <>
            <Facts page={page} />
            <Links page={page} />
          </>
        }
      />
      <AssignDrawer item={assigning} onClose={() => setAssigning(undefined)} />
      <RemindDrawer reminding={reminding} onClose={() => setReminding(undefined)} />
    </Page>
  )
}

function Items(props: {
  page: PageData
  highlighted: string | undefined
  onAssign: (item: DocumentItem) => void
  onRemind: (reminding: Reminding) => void
}) {
  const { page, highlighted, onAssign, onRemind } = props
  const t = useT('documents')
  const area = useArea()
  const mayRemind = useRight('task.direct')
  const viewer = useViewer()
  const todo = page.items.filter((i) => !i.heading)
  const given = todo.filter((i) => i.tasks.some((x) => !x.cancelledAt)).length
  return (
    <Card title={t('items')} aside={t('items.given', { given, n: todo.length })} padding={false}>
      {page.items.length === 0 && (
        <EmptyState compact title={t('items.none')}>
          {t('items.none.next')}
        </EmptyState>
      )}
      <ol className="vx-doc-items">
        {page.items.map((i) => {
          const given = i.tasks.filter((x) => !x.cancelledAt)
          const done = given.filter((x) => x.doneAt).length
          const late = given.filter((x) => x.state === 'overdue')
          const below = late.filter((x) => x.areaId !== viewer?.areaId)
          const [first] = given
          return (
            <li
              key={i.id}
              data-heading={i.heading || undefined}
              ref={i.id === highlighted ? (li) => li?.scrollIntoView({ block: 'center' }) : undefined}
            >
              <span className="vx-doc-path">{i.path}</span>
              <div>
                {i.text}
                {!i.heading && (
                  <div className="vx-doc-tasks">
                    {first && (
                      <StatusPill tone={late.length ? 'late' : done === given.length ? 'ok' : 'info'}>
                        {t('tasks', { done, n: given.length })}
                      </StatusPill>
                    )}
                    {late.length > 0 && <span>{t('tasks.late', { n: late.length })}</span>}
                    {first && (
                      <span className="vx-muted">{t('due', { at: formatDateTime(first.dueAt) })}</span>
                    )}
                    {page.may.assign && (
                      <Button size="xs" variant="default" onClick={() => onAssign(i)}>
                        {t(first ? 'assign.more' : 'assign')}
                      </Button>
                    )}
                    {mayRemind && below.length > 0 && (
                      <Button
                        size="xs"
                        variant="default"
                        onClick={() => onRemind({ item: i, ids: below.map((x) => x.id) })}
                      >
                        {t('remind', { n: below.length })}
                      </Button>
                    )}
                  </div>
                )}
                {given.length > 0 && (
                  <details className="vx-doc-units">
                    <summary>{t('units', { n: given.length })}</summary>
                    <ul>
                      {given.map((x) => (
                        <li key={x.id}>
                          <Link href={`/tasks/${x.id}`}>{area?.byId.get(x.areaId)?.name ?? x.areaId}</Link>
                          <StatusPill tone={STATE_TONES[x.state]}>{t(`task.${x.state}`)}</StatusPill>
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </div>
            </li>
          )
        })}
      </ol>
    </Card>
  )
}

function Facts({ page }: { page: PageData }) {
  const t = useT('documents')
  const { document: d } = page
  const differs = d.printedOn && d.datedOn && d.printedOn !== d.datedOn
  return (
    <Card title={t('facts')}>
      <FieldList
        items={[
          { label: t('direction'), value: t(`direction.${d.direction}`) },
          { label: t('field.issuer'), value: d.issuer },
          {
            label: t('field.symbolPrinted'),
            value: d.symbolPrinted && d.symbolPrinted !== d.symbol ? d.symbolPrinted : null,
          },
          { label: t('field.datedOn'), value: d.datedOn ? formatDate(d.datedOn) : t('undated') },
          {
            label: t('field.printedOn'),
            value: differs ? `${formatDate(d.printedOn!)} (${d.dateNote})` : null,
          },
          { label: t('received'), value: d.receivedAt && formatDateTime(d.receivedAt) },
          {
            label: t('signer'),
            value: [d.signerAuthority, d.signerTitle, d.signerName].filter(Boolean).join(', ') || null,
          },
          { label: t('addressees'), value: d.addressees.join('; ') || null },
          { label: t('register'), value: d.areaLabel },
          { label: t('entered'), value: `${d.createdBy}, ${formatDateTime(d.createdAt)}` },
          {
            label: t('paper'),
            value:
              d.direction === 'incoming'
                ? null
                : ['pdf', 'docx'].map((format) => (
                    <Link
                      key={format}
                      href={`/api/documents/${d.id}/document.${format}`}
                      download
                      style={{ marginRight: 10 }}
                    >
                      {format.toUpperCase()}
                    </Link>
                  )),
          },
        ]}
      />
    </Card>
  )
}

function Links({ page }: { page: PageData }) {
  const t = useT('documents')
  const line = (l: DocumentLink, back: boolean) => (
    <li key={l.id}>
      <div className="vx-muted">{t(`${back ? 'back' : 'link'}.${l.kind}`)}</div>
      {l.other.id ? (
        <Link href={`/documents/${l.other.id}`}>{l.other.symbol ?? l.other.printed}</Link>
      ) : (
        <b>{l.other.printed}</b>
      )}
      <div className="vx-muted">
        {[
          l.other.datedOn ? formatDate(l.other.datedOn) : t('undated'),
          l.other.printedOn && l.other.datedOn && l.other.printedOn !== l.other.datedOn
            ? t('slip.printed', { date: formatDate(l.other.printedOn) })
            : null,
          l.other.issuer,
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
    </li>
  )
  return (
    <Card title={t('links')}>
      {page.links.length + page.backlinks.length === 0 && (
        <p className="vx-muted" style={{ margin: 0 }}>
          {t('links.none')}
        </p>
      )}
      <ul className="vx-doc-links">
        {page.links.map((l) => line(l, false))}
        {page.backlinks.map((l) => line(l, true))}
      </ul>
    </Card>
  )
}
