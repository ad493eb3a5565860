import { Button, Menu } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { api, call, say, useArea } from '../../../../web/kit/api.ts'
import { GiveTask } from '../../../../web/kit/give-task.tsx'
import {
  Card,
  Columns,
  ConfirmButton,
  ErrorState,
  formatDate,
  formatDateTime,
  formatNumber,
  Link,
  Page,
  SkeletonLines,
  StatusPill,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import type { Conclusion, ConferencePage as PageData } from '../contract.ts'
import { Attendance } from './Attendance.tsx'
import { Conclusions } from './Conclusions.tsx'
import './messages.ts'
import './conferences.css'

/** A task that came of a conclusion opens the conference that it was decided in. */
export function ConferenceOfConclusion({ id }: { id: string }) {
  const query = useQuery(api.conferences.ofConclusion.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={8} />
  return <ConferencePage id={query.data.conferenceId} />
}

/** A conference: what the figures say, who is here, what is decided and whose it becomes. */
export function ConferencePage({ id }: { id: string }) {
  const t = useT('conferences')
  const [giving, setGiving] = useState<Conclusion>()
  const query = useQuery(api.conferences.get.queryOptions({ input: { id } }))
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data) return <SkeletonLines lines={10} />
  const page = query.data
  const { conference, units } = page
  const came = units.filter((u) => u.presence === 'present' || u.presence === 'online').length
  return (
    <Page
      breadcrumbs={[{ label: t('conferences'), href: '/conferences' }, { label: conference.title }]}
      title={conference.title}
      subtitle={[
        formatDateTime(conference.startsAt),
        conference.place,
        t('chair', { name: conference.chair }),
        page.may.notice && units.length > 0 ? t('came', { came, n: units.length }) : null,
      ]
        .filter(Boolean)
        .join(' · ')}
      badges={
        <StatusPill tone={conference.closedAt ? 'neutral' : 'info'}>
          {t(conference.closedAt ? 'closed' : 'open')}
        </StatusPill>
      }
      actions={<Actions page={page} />}
    >
      <Numbers page={page} />
      <Columns
        main={<Conclusions page={page} onGive={setGiving} />}
        side={
          <>
            {conference.agenda.length > 0 && (
              <Card title={t('agenda')}>
                <ol className="vx-agenda">
                  {conference.agenda.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ol>
              </Card>
            )}
            <Attendance page={page} />
          </>
        }
      />
      <GiveTask
        key={giving?.id}
        opened={giving !== undefined}
        title={giving ? t('give', { n: giving.ordinal }) : ''}
        said={giving?.text ?? ''}
        give={async (values) => (await call.conferences.assign({ id: giving!.id, ...values })).assigned}
        onClose={() => setGiving(undefined)}
      />
    </Page>
  )
}

function Actions({ page }: { page: PageData }) {
  const t = useT('conferences')
  const client = useQueryClient()
  const { conference, conclusions, may } = page
  const file = (format: string) => `/api/conferences/${conference.id}/notice.${format}`
  return (
    <>
      {may.notice && conclusions.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<Download size={15} aria-hidden />}>
              {t('notice')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {['docx', 'pdf'].map((format) => (
              <Menu.Item key={format} component="a" href={file(format)} download>
                {format.toUpperCase()}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {may.run && (
        <ConfirmButton
          variant="filled"
          question={t('close.sure', { n: conclusions.filter((c) => c.tasks.length === 0).length })}
          confirmLabel={t('close')}
          onConfirm={async () => {
            await call.conferences.close({ id: conference.id, version: conference.version })
            await client.invalidateQueries()
            toast.done(t('closed.done'))
          }}
        >
          {t('close')}
        </ConfirmButton>
      )}
    </>
  )
}

/** What the figures say, of the unit and of each one below; every number opens its list. */
function Numbers({ page }: { page: PageData }) {
  const t = useT('conferences')
  const area = useArea()
  const { numbers, conference } = page
  if (numbers.rows.length === 0) return null
  const href = (figure: string, windowed: boolean, areaId: number) =>
    `/figures/${figure}?${new URLSearchParams({
      area: String(areaId),
      ...(conference.closedAt ? { asOf: numbers.asOf } : {}),
      ...(windowed ? { from: numbers.since } : {}),
    })}`
  const below = numbers.rows[0]!.byArea.map((b) => b.areaId)
  const worst = new Map(numbers.rows.map((r) => [r.figure, Math.max(...r.byArea.map((b) => b.count), 0)]))
  const cell = (figure: string, windowed: boolean, areaId: number, count: number, most = 0) => (
    <td key={figure} data-most={(count > 0 && count === most) || undefined}>
      {count > 0 ? <Link href={href(figure, windowed, areaId)}>{formatNumber(count)}</Link> : '0'}
    </td>
  )
  return (
    <Card
      title={t('numbers')}
      aside={t('numbers.asOf', { at: formatDateTime(numbers.asOf), since: formatDate(numbers.since) })}
      padding={false}
    >
      <div className="vx-conference-numbers">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('unit')}</th>
              {numbers.rows.map((r) => (
                <th key={r.figure} scope="col">
                  {say(r.words)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className="vx-conference-all">
              <th scope="row">{area?.byId.get(conference.areaId)?.fullName}</th>
              {numbers.rows.map((r) => cell(r.figure, r.windowed, conference.areaId, r.count))}
            </tr>
            {below.map((id, i) => (
              <tr key={id}>
                <th scope="row">{area?.byId.get(id)?.name}</th>
                {numbers.rows.map((r) =>
                  cell(r.figure, r.windowed, id, r.byArea[i]!.count, worst.get(r.figure)),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
