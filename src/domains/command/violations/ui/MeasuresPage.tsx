import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { FileSpreadsheet, Plus, Printer } from 'lucide-react'
import { useState } from 'react'
import { api, say, useAddress, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  calendarDate,
  DataTable,
  DateField,
  EmptyState,
  ErrorState,
  formatDate,
  Page,
  SkeletonLines,
  Stack,
  useT,
} from '../../../../web/kit/index.ts'
import { PLACE_KINDS } from '../../../registry/places/contract.ts'
import { type Measure, SETTING_WORDS, SETTINGS, Setting } from '../measures/contract.ts'
import { AreaMeasures } from './AreaMeasures.tsx'
import { AddMeasure } from './measure-drawers.tsx'
import { Fine, useSpan } from './measure-words.tsx'
import './measure-messages.ts'
import './measures.css'

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/
const PLACES: readonly string[] = PLACE_KINDS

/** Which measures hold in an area on a day, kind of place by kind of place; what areas have set themselves below. */
export function MeasuresPage() {
  const t = useT('measures')
  const area = useArea()
  const today = calendarDate(useNow())
  const mayAdd = useRight('measure.write')
  const [day, setDay] = useAddress('on')
  const [kind, setKind] = useAddress('kind')
  const [adding, setAdding] = useState(false)
  const on = day && ISO_DAY.test(day) ? day : today
  const setting = Setting.safeParse(kind).data
  const asked = { areaId: area?.areaId ?? 0, on, ...(setting ? { setting } : {}) }
  const query = useQuery({
    ...api.violations.measures.queryOptions({ input: asked }),
    enabled: area !== undefined,
  })
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data || !area) return <SkeletonLines lines={10} />
  const { measures, legalBasis } = query.data
  const bySetting = Map.groupBy(measures, (m) => m.setting)
  const held = SETTINGS.filter((s) => bySetting.has(s))
  const groups = [
    { title: t('common'), settings: held.filter((s) => !PLACES.includes(s)) },
    { title: t('places'), settings: held.filter((s) => PLACES.includes(s)) },
  ].filter((g) => g.settings.length > 0)
  const file = new URLSearchParams(Object.entries(asked).map(([k, v]) => [k, String(v)]))
  return (
    <Page
      title={t('title')}
      subtitle={[area.area.fullName, t('lead', { day: formatDate(on) })].join(' · ')}
      actions={
        <>
          <Button
            component="a"
            variant="default"
            href={`/api/measures.xlsx?${file}`}
            leftSection={<FileSpreadsheet size={15} aria-hidden />}
          >
            {t('excel')}
          </Button>
          <Button
            variant="default"
            leftSection={<Printer size={15} aria-hidden />}
            onClick={() => window.print()}
          >
            {t('print')}
          </Button>
          {mayAdd && (
            <Button leftSection={<Plus size={15} aria-hidden />} onClick={() => setAdding(true)}>
              {t('add')}
            </Button>
          )}
        </>
      }
    >
      <Stack>
        <div className="measures-ask vx-no-print">
          <DateField
            label={t('on')}
            value={day ?? today}
            onChange={(value) => setDay(value && value !== today ? value : undefined)}
          />
          <Select
            label={t('kind')}
            data={[
              { value: 'all', label: t('kind.all') },
              ...SETTINGS.map((value) => ({ value, label: say(SETTING_WORDS[value]) })),
            ]}
            value={setting ?? 'all'}
            allowDeselect={false}
            searchable
            onChange={(value) => setKind(value && value !== 'all' ? value : undefined)}
          />
        </div>
        {groups.length === 0 && (
          <EmptyState title={t('none', { day: formatDate(on) })}>{t('none.next')}</EmptyState>
        )}
        {groups.map((g) => (
          <Stack key={g.title}>
            <h2 className="measures-group">{g.title}</h2>
            {g.settings.map((s) => (
              <Kind key={s} setting={s} measures={bySetting.get(s)!} />
            ))}
          </Stack>
        ))}
        {legalBasis && <p className="vx-muted">{t('basis', { basis: legalBasis })}</p>}
        <div className="vx-no-print">
          <AreaMeasures areaId={area.areaId} mayAdd={mayAdd} />
        </div>
      </Stack>
      <AddMeasure opened={adding} onClose={() => setAdding(false)} />
    </Page>
  )
}

/** The measures of one kind of place. */
function Kind({ setting, measures }: { setting: Setting; measures: Measure[] }) {
  const t = useT('measures')
  const span = useSpan()
  const title = say(SETTING_WORDS[setting])
  return (
    <div className="measures-kind">
      <Card title={title} aside={t('count', { n: measures.length, count: measures.length })} padding={false}>
        <DataTable<Measure>
          label={title}
          rows={measures}
          rowKey={(m) => m.code}
          maxHeight="none"
          footer=" "
          columns={[
            {
              key: 'measure',
              label: t('measure'),
              render: (m) => (
                <div className="measures-what">
                  <b>{say(m)}</b>
                  <small>{m.basis}</small>
                </div>
              ),
            },
            { key: 'days', label: t('days'), width: 170, render: (m) => span(m.from, m.until) },
            { key: 'fine', label: t('fine'), width: 230, render: (m) => <Fine measure={m} /> },
            {
              key: 'setBy',
              label: t('setBy'),
              width: 150,
              render: (m) => m.setBy?.areaName ?? t('everywhere'),
            },
          ]}
        />
      </Card>
    </div>
  )
}
