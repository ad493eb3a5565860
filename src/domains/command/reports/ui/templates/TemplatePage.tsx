import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Copy, Download } from 'lucide-react'
import { useMemo } from 'react'
import { api, call, say, useArea, useRight } from '../../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  ConfirmButton,
  ErrorState,
  Link,
  Page,
  SkeletonPage,
  toast,
  useNavigateTo,
  useT,
} from '../../../../../web/kit/index.ts'
import type { TemplatePage as Opened, TemplateFigure } from '../../templates/contract.ts'
import '../reports.css'
import '../template-messages.ts'
import { faultPlaces } from './body.ts'
import { Drawings } from './Drawings.tsx'
import { Head } from './Head.tsx'
import { Preview } from './Preview.tsx'
import { Publish } from './Publish.tsx'
import { Rows } from './Rows.tsx'
import { StatePills } from './StatePills.tsx'
import './templates.css'
import { Texts } from './Texts.tsx'
import { draftOf, type Editing, useTemplate } from './use-template.ts'
import { Contents, Versions } from './Versions.tsx'

/** A template: its office builds it here beside the numbers it gives; everybody else reads it. */
export function TemplatePage({ id }: { id: string }) {
  const query = useQuery(api.reports.templates.open.queryOptions({ input: { key: id } }))
  const all = useQuery({
    ...api.reports.templates.figures.queryOptions({ input: {} }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const figures = useMemo(() => new Map(all.data?.figures.map((f) => [f.id, f])), [all.data])
  const error = query.error ?? all.error
  if (error && !query.data) return <ErrorState error={error} retry={() => query.refetch()} />
  if (!query.data || query.data.template.key !== id || !all.data) return <SkeletonPage />
  return query.data.template.mayEdit ? (
    <Editor key={id} page={query.data} figures={figures} />
  ) : (
    <Reader page={query.data} figures={figures} />
  )
}

interface Props {
  page: Opened
  figures: ReadonlyMap<string, TemplateFigure>
}

function useFrame(page: Opened) {
  const t = useT('templates')
  const { template } = page
  return {
    breadcrumbs: [
      { label: t('title'), href: '/reports/templates' },
      { label: say(template.name) || t('unpublished') },
    ],
    subtitle: template.owner?.name ?? t('list.product'),
    badges: <StatePills template={template} />,
  }
}

function Reader({ page, figures }: Props) {
  const t = useT('templates')
  const [newest] = page.versions
  return (
    <Page {...useFrame(page)} title={say(page.template.name)} actions={<Shared page={page} shown={newest} />}>
      <Columns
        main={
          newest && (
            <Card title={t('rows')}>
              <Contents version={newest} figures={figures} />
            </Card>
          )
        }
        side={<Versions page={page} figures={figures} />}
      />
    </Page>
  )
}

function Editor({ page, figures }: Props) {
  const t = useT('templates')
  const area = useArea()
  const editing = useTemplate(page)
  const { body, legalBasis, change } = editing
  const faults = useMemo(() => {
    const places = faultPlaces(body, figures)
    if (!legalBasis.trim()) places.set('legalBasis', ['required'])
    return places
  }, [body, legalBasis, figures])
  const isCounted = ![...faults.keys()].some((place) => place !== 'legalBasis')
  const owner = page.template.owner!
  // The preview is of the office, or of the area below it that the whole screen is about.
  const areaId = area && isBelow(area.path, owner.areaId) ? area.areaId : owner.areaId
  const parts = { body, figures, faults, change }
  return (
    <Page
      {...useFrame(page)}
      title={(body.name && say(body.name)) || t('new')}
      actions={<Actions page={page} editing={editing} />}
    >
      {editing.state === 'stale' && (
        <div className="report-notice template-notice" role="alert">
          <span>{t('stale.title', { by: editing.by ?? t('stale.someone') })}</span>
          <Button size="xs" variant="default" onClick={() => editing.resolve('theirs')}>
            {t('stale.theirs')}
          </Button>
          <Button size="xs" variant="default" onClick={() => editing.resolve('mine')}>
            {t('stale.mine')}
          </Button>
        </div>
      )}
      <Columns
        main={
          <>
            <Head {...parts} legalBasis={legalBasis} onBasis={editing.setBasis} />
            <Rows {...parts} />
            <Texts {...parts} />
            <Drawings {...parts} />
          </>
        }
        side={
          <div className="vx-stack template-side">
            <Publish page={page} editing={editing} faults={faults.size} />
            <Preview
              areaId={areaId}
              areaName={areaId === owner.areaId ? owner.name : (area?.area.fullName ?? owner.name)}
              body={body}
              isWhole={isCounted}
            />
            <Versions page={page} figures={figures} />
          </div>
        }
      />
    </Page>
  )
}

const REPORTING = ['ward', 'district']
/** Whether the last of a path that reports lies in an area. */
const isBelow = (path: readonly { id: number; level: string }[], areaId: number) =>
  path.some((a) => a.id === areaId) && REPORTING.includes(path.at(-1)!.level)

/** What everybody may do with a template. */
function Shared({ page, shown }: { page: Opened; shown: Pick<Editing, 'body' | 'legalBasis'> | undefined }) {
  const t = useT('templates')
  const may = useRight('report.template')
  if (!shown) return null
  return (
    <>
      <Button
        variant="default"
        leftSection={<Download size={15} aria-hidden />}
        onClick={() => exportFile(say(page.template.name), shown)}
      >
        {t('export')}
      </Button>
      {may && (
        <Button
          component={Link}
          variant="default"
          leftSection={<Copy size={15} aria-hidden />}
          href={`/reports/templates?new=${page.template.key}`}
        >
          {t('copy')}
        </Button>
      )}
    </>
  )
}

function Actions({ page, editing }: { page: Opened; editing: Editing }) {
  const t = useT('templates')
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const { key, retired } = page.template
  const refresh = () => client.invalidateQueries({ queryKey: [['reports']] })
  const isNew = page.versions.length === 0
  const retire = async (next: boolean) => {
    await call.reports.templates.retire({ key, version: await editing.flush(), retired: next })
    await refresh()
  }
  return (
    <>
      <span role="status" className="template-save">
        {editing.state === 'failed'
          ? t('failed', { why: editing.why })
          : t(editing.state === 'stale' ? 'unsaved' : editing.state)}
      </span>
      {(page.draft || editing.state !== 'saved') && (
        <ConfirmButton
          danger
          question={t(isNew ? 'discard.new' : 'discard.question')}
          confirmLabel={t('discard')}
          onConfirm={async () => {
            const { gone } = await call.reports.templates.discard({ key, version: await editing.flush() })
            toast.done(t('discarded'))
            if (gone) navigate('/reports/templates')
            await refresh()
          }}
        >
          {t('discard')}
        </ConfirmButton>
      )}
      {!isNew &&
        (retired ? (
          <Button variant="default" onClick={() => retire(false).catch((error) => toast.problem(error))}>
            {t('reuse')}
          </Button>
        ) : (
          <ConfirmButton
            question={t('retire.question')}
            confirmLabel={t('retire')}
            onConfirm={() => retire(true)}
          >
            {t('retire')}
          </ConfirmButton>
        ))}
      <Shared page={page} shown={editing.state === 'saved' ? draftOf(page) : editing} />
    </>
  )
}

/** Saves a template as a file that another installation reads. */
function exportFile(name: string, { body, legalBasis }: Pick<Editing, 'body' | 'legalBasis'>): void {
  const text = JSON.stringify({ kind: 'vung-xanh.report-template', legalBasis, body }, null, 2)
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'mau-bao-cao'}.json`
  link.click()
  URL.revokeObjectURL(address)
}
