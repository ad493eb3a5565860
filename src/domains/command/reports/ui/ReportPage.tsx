import { Button, Menu, Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, Printer } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { api, say, useAddress, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Badge,
  Card,
  Columns,
  ConfirmButton,
  ErrorState,
  formatDate,
  formatDateTime,
  formatDuration,
  Link,
  Page,
  SkeletonPage,
  StatusPill,
  toast,
  useNavigateTo,
  useT,
} from '../../../../web/kit/index.ts'
import type { Curve, ReportPage as Opened, Phase, Sheet } from '../contract.ts'
import { AreaTable, SubmissionTable, useSubmissionSummary } from './AreaTable.tsx'
import { Assessment, Conclusions, FurtherTexts, TextBlocks } from './Assessment.tsx'
import { CellDrawer } from './CellDrawer.tsx'
import './messages.ts'
import { NoteDrawer, ReturnDrawer } from './Notes.tsx'
import { Numbers } from './Numbers.tsx'
import { ReconcileCard } from './ReconcileCard.tsx'
import './reports.css'
import { Moment, Seal } from './Side.tsx'
import { SignDialog } from './SignDialog.tsx'
import { useNarrative } from './use-narrative.ts'
import { lowerFirst, reportName, STATE_TONES } from './words.ts'

export interface ReportSlots {
  /** Draws the curve; `open` takes the key of a cell. */
  curve?: (curve: Curve, title: string, open: ((key: string) => void) | undefined) => ReactNode
  /** Draws the areas below with the numbers of one column, the first when not said. */
  map?: (sheet: Sheet, open: (key: string) => void, column?: string) => ReactNode
}

/** A situation report: written, counted, signed, opened, held against its records. */
export function ReportPage({ id, curve, map }: { id: string } & ReportSlots) {
  const query = useQuery(api.reports.get.queryOptions({ input: { id } }))
  if (query.error && !query.data) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data || query.data.report.id !== id) return <SkeletonPage />
  return <OpenReport page={query.data} curve={curve} map={map} />
}

function OpenReport({
  page,
  curve,
  map,
}: { page: Opened } & { [K in keyof ReportSlots]: ReportSlots[K] | undefined }) {
  const t = useT('reports')
  const { report, sheet, can } = page
  const draft = useNarrative(page)
  const [cell, setCell] = useAddress('cell')
  const [compare, setCompare] = useState(true)
  const [signing, setSigning] = useState(false)
  const [saying, setSaying] = useState<string>()
  const [returning, setReturning] = useState(false)
  const returned = page.notes.findLast((n) => n.rowKey === null)
  const submissions = useSubmissionSummary(sheet.submissions)
  const open = (key: string) => setCell(key)
  const blocks = (phase: Phase | null) => page.texts.filter((x) => x.phase === phase)
  const written = (phase: Phase) => {
    const texts = blocks(phase).filter((x) => can.edit || x.said)
    return texts.length > 0 && <TextBlocks draft={draft} edit={can.edit} texts={texts} />
  }
  return (
    <Page
      breadcrumbs={[{ label: t('title'), href: '/reports' }, { label: reportName(t, report) }]}
      title={
        report.template.key === 'situation'
          ? t('page.title', { area: lowerFirst(report.areaName) })
          : t('page.titleOf', { name: say(report.template.words), area: lowerFirst(report.areaName) })
      }
      subtitle={[
        t('subtitle', { at: formatDateTime(report.asOf), from: formatDate(report.countFrom) }),
        report.knownAt !== report.asOf && t('knownAt', { at: formatDateTime(report.knownAt) }),
        sheet.previous && t('compared', { number: sheet.previous.number }),
      ]
        .filter(Boolean)
        .join(' · ')}
      badges={<Badges page={page} />}
      actions={
        <Actions
          page={page}
          draft={draft}
          onSign={() => setSigning(true)}
          onReturn={() => setReturning(true)}
        />
      }
    >
      {returned && report.state === 'draft' && (
        <div className="report-notice" role="note">
          {t('returned.by', { by: returned.byName, said: returned.said })}
        </div>
      )}
      {report.replacedBy && (
        <div className="report-notice" role="note">
          <Link href={`/reports/${report.replacedBy.id}`}>
            {t('replacedBy', { number: report.replacedBy.number })}
          </Link>
        </div>
      )}
      {report.replaces && (
        <p className="report-definition">
          <Link href={`/reports/${report.replaces.id}`}>
            {t('replaces', { number: report.replaces.number })}
          </Link>
        </p>
      )}
      <Columns
        main={
          <>
            <Assessment draft={draft} edit={can.edit} />
            <Numbers
              page={page}
              compare={compare && sheet.previous !== null}
              onOpen={open}
              onSay={can.edit ? setSaying : undefined}
              textsOf={written}
              aside={
                sheet.previous && (
                  <Switch
                    className="vx-switch vx-no-print"
                    size="xs"
                    label={t('compare', { number: sheet.previous.number })}
                    checked={compare}
                    onChange={(e) => setCompare(e.currentTarget.checked)}
                  />
                )
              }
            />
            {curve && <Curves page={page} curve={curve} open={open} />}
            <AreaTable page={page} onOpen={open} />
            {report.level !== 'neighbourhood' && <ReconcileCard id={report.id} />}
            <FurtherTexts draft={draft} edit={can.edit} texts={blocks(null)} />
            <Conclusions draft={draft} edit={can.edit} />
          </>
        }
        side={
          <>
            <Seal page={page} />
            <Moment page={page} draft={draft} />
            {map && <Maps sheet={sheet} map={map} open={open} />}
            {sheet.submissions.length > 0 && (
              <Card title={t('submissions')} aside={submissions} padding={false}>
                <SubmissionTable label={t('submissions')} submissions={sheet.submissions} at={report.asOf} />
              </Card>
            )}
          </>
        }
      />
      <CellDrawer report={report} cell={cell} onClose={() => setCell(undefined)} />
      <NoteDrawer
        page={page}
        rowKey={saying}
        flush={() => draft.flush()}
        onClose={() => setSaying(undefined)}
      />
      <ReturnDrawer page={page} opened={returning} onClose={() => setReturning(false)} />
      <SignDialog page={page} draft={draft} opened={signing} onClose={() => setSigning(false)} />
    </Page>
  )
}

/** Every row that the template draws by day. */
function Curves({
  page,
  curve,
  open,
}: {
  page: Opened
  curve: NonNullable<ReportSlots['curve']>
  open: (key: string) => void
}) {
  const t = useT('reports')
  const { sheet } = page
  const rows = new Map(sheet.sections.flatMap((s) => s.rows).map((r) => [r.key, r]))
  const all = [...(sheet.curve ? [sheet.curve] : []), ...(sheet.charts ?? [])]
  return all.map((c) => {
    const row = rows.get(c.rowKey)!
    const isCases = c === sheet.curve && row.figureId === 'cases.confirmed'
    const title = isCases ? t('curve') : t('curve.of', { words: say(row.words) })
    return (
      <Card key={`${c.rowKey}${c === sheet.curve}`} title={title}>
        {curve(c, title, page.mayOpen.includes(c.rowKey) ? open : undefined)}
      </Card>
    )
  })
}

/** The areas below by the columns that the template draws; one without maps of its own shows its first column. */
function Maps({
  sheet,
  map,
  open,
}: {
  sheet: Sheet
  map: NonNullable<ReportSlots['map']>
  open: (key: string) => void
}) {
  const t = useT('reports')
  const rows = new Map(sheet.sections.flatMap((s) => s.rows).map((r) => [r.key, r]))
  const { columns } = sheet.areaTable
  return (sheet.maps ?? columns.slice(0, 1)).map((key) => {
    const row = rows.get(key)!
    const isCases = row.figureId === 'cases.confirmed' && row.window.kind === 'total'
    return (
      <Card key={key} title={isCases ? t('map') : t('map.of', { words: say(row.words) })}>
        {map(sheet, open, key)}
      </Card>
    )
  })
}

function Badges({ page: { report } }: { page: Opened }) {
  const t = useT('reports')
  const now = useNow()
  const until = Date.parse(report.frozenAt ?? now.toISOString())
  return (
    <>
      <StatusPill tone={STATE_TONES[report.state]}>{t(report.state)}</StatusPill>
      <Badge>{t(report.kind)}</Badge>
      {report.late && report.dueAt && (
        <StatusPill tone={report.frozenAt ? 'due' : 'late'}>
          {t('lateBy', { duration: formatDuration(until - Date.parse(report.dueAt)) })}
        </StatusPill>
      )}
    </>
  )
}

interface ActionsProps {
  page: Opened
  draft: ReturnType<typeof useNarrative>
  onSign: () => void
  onReturn: () => void
}

function Actions({ page: { report, can }, draft, onSign, onReturn }: ActionsProps) {
  const t = useT('reports')
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const mayExport = useRight('export.make')
  const refresh = () => client.invalidateQueries({ queryKey: [['reports']] })
  const submit = useMutation({
    mutationFn: async () => api.reports.submit.call({ id: report.id, version: await draft.flush() }),
    onSuccess: async () => {
      toast.done(t('submittedToast'))
      await refresh()
    },
    onError: (error) => toast.problem(error),
  })
  const file = (format: string) => `/api/reports/${report.id}/document.${format}`
  return (
    <>
      {can.discard && (
        <ConfirmButton
          danger
          question={t('discard.question')}
          confirmLabel={t('discard')}
          onConfirm={async () => {
            await api.reports.discard.call({ id: report.id, version: await draft.flush() })
            toast.done(t('discarded'))
            navigate('/reports')
            await refresh()
          }}
        >
          {t('discard')}
        </ConfirmButton>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<Download size={15} aria-hidden />}>
            {t('download')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={file('pdf')} download>
            PDF
          </Menu.Item>
          <Menu.Item component="a" href={file('docx')} download>
            Word (DOCX)
          </Menu.Item>
          {mayExport && (
            <Menu.Item component="a" href={file('xlsx')} download>
              {t('excel')}
            </Menu.Item>
          )}
          {report.number && (
            <Menu.Item component="a" href={`/api/reports/${report.id}/public.pdf`} download>
              {t('public')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Printer size={15} aria-hidden />} onClick={() => window.print()}>
            {t('print')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {can.correct && (
        <ConfirmButton
          question={t('correct.question')}
          confirmLabel={t('correct')}
          onConfirm={async () => {
            const { id } = await api.reports.create.call({ areaId: report.areaId, replacesId: report.id })
            navigate(`/reports/${id}`)
          }}
        >
          {t('correct')}
        </ConfirmButton>
      )}
      {can.submit && (
        <Button
          variant={can.sign ? 'default' : 'filled'}
          loading={submit.isPending}
          onClick={() => submit.mutate()}
        >
          {t('submit')}
        </Button>
      )}
      {can.giveBack && (
        <Button variant="default" onClick={onReturn}>
          {t('return')}
        </Button>
      )}
      {can.sign && <Button onClick={onSign}>{t('sign')}</Button>}
    </>
  )
}
