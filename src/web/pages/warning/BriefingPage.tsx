import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Printer } from 'lucide-react'
import type { Briefing, Sentence } from '../../../domains/detect/warning/contract.ts'
import { type AreaChoice, api, say, useArea, useAsOf } from '../../kit/api.ts'
import {
  Card,
  ErrorState,
  formatDate,
  formatDateTime,
  Link,
  Page,
  SkeletonLines,
  type Tone,
  ToneMark,
  useT,
} from '../../kit/index.ts'
import { areaTitle, diseaseName, Filled, factParts, open } from './words.tsx'
import './messages.ts'
import './warning.css'

const TONE: Record<Sentence['weight'], Tone> = {
  unusual: 'due',
  watch: 'info',
  plain: 'neutral',
  normal: 'ok',
}

export function useBriefing() {
  const area = useArea()
  const [asOf] = useAsOf()
  const input = { ...(area ? { areaId: area.areaId } : {}), ...(asOf ? { asOf } : {}) }
  return {
    area,
    found: useQuery({ ...api.warning.briefing.queryOptions({ input }), enabled: area !== undefined }),
  }
}

/** What changed since yesterday morning and why it matters, on one page that can be read out. */
export function BriefingPage() {
  const t = useT('warning')
  const { area, found } = useBriefing()
  if (found.error) return <ErrorState error={found.error} retry={() => found.refetch()} />
  if (!found.data || !area) return <SkeletonLines lines={10} />
  const { data } = found
  return (
    <Page
      width="narrow"
      title={t('brief.title')}
      subtitle={t('brief.lead', {
        area: area.area.fullName,
        at: formatDateTime(data.asOf),
        since: formatDateTime(data.since, { short: true }),
      })}
      actions={
        <>
          <Button component={Link} href="/warning" variant="default">
            {t('brief.warning')}
          </Button>
          <Button leftSection={<Printer size={15} aria-hidden />} onClick={() => window.print()}>
            {t('brief.print')}
          </Button>
        </>
      }
    >
      <Card>
        <Sentences sentences={data.sentences} briefing={data} area={area} />
      </Card>
      <p className="vx-muted warning-source">{t('brief.source')}</p>
    </Page>
  )
}

const PLACES = [
  'area',
  'disease',
  'day',
  'n',
  'expected',
  'mean',
  'low',
  'high',
  'time',
  'before',
  'today',
  'areas',
  'figure',
]

export function Sentences({
  sentences,
  briefing,
  area,
}: {
  sentences: readonly Sentence[]
  briefing: Briefing
  area: AreaChoice
}) {
  const t = useT('warning')
  return (
    <ol className="warning-brief">
      {sentences.map((s) => (
        <li key={`${s.key} ${s.areaId} ${s.disease} ${s.figure?.vi}`} data-weight={s.weight}>
          <ToneMark tone={TONE[s.weight]} />
          <p>
            <Filled
              template={t(`brief.${s.key}`, open(PLACES))}
              parts={{
                ...factParts(s.facts),
                area: <b>{areaTitle(area, s.areaId)}</b>,
                disease: diseaseName(briefing.diseases, s.disease),
                day: s.day ? formatDate(s.day, { short: true }) : '',
                figure: s.figure ? say(s.figure) : '',
              }}
            />
            {s.quiet && s.quiet.length > 0 && (
              <> {t('brief.quiet', { list: s.quiet.map((w) => say(w).toLocaleLowerCase()).join(', ') })}</>
            )}
          </p>
        </li>
      ))}
    </ol>
  )
}
