import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { FileSpreadsheet, Plus, Printer } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
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
  usePhone,
  useT,
} from '../../../../web/kit/index.ts'
import { PLACE_KINDS } from '../../../registry/places/contract.ts'
import { type Measure, SETTING_WORDS, SETTINGS, Setting } from '../measures/contract.ts'
import { AreaMeasures } from './AreaMeasures.tsx'
import { AddMeasure } from './measure-drawers.tsx'
import { Confirmed, Fine, REFRESH, useSpan } from './measure-words.tsx'
import './measure-messages.ts'
import './measures.css'

const Day = z.iso.date()
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
  const on = Day.safeParse(day).data ?? today
  const setting = Setting.safeParse(kind).data
  const asked = { areaId: area?.areaId ?? 0, on, ...(setting ? { setting } : {}) }
  const query = useQuery({
    ...api.violations.measures.queryOptions({ input: asked }),
    enabled: area !== undefined,
    refetchInterval: REFRESH,
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
            value={on}
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
        {legalBasis && (
          <div>
            <Confirmed of={query.data} />
          </div>
        )}
        {groups.length === 0 && (
          <EmptyState title={t(legalBasis ? 'none' : 'none.file', { day: formatDate(on) })}>
            {t(legalBasis ? 'none.next' : 'none.file.next')}
          </EmptyState>
        )}
        {groups.map((g) => (
          <Kinds key={g.title} title={g.title} settings={g.settings} of={bySetting} onPick={setKind} />
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

/**
 * The measures of some kinds of places in one table, each kind named once. On a phone several kinds are a list to choose
 * from: all that is said of all of them is eighteen screens long.
 */
function Kinds(props: {
  title: string
  settings: Setting[]
  of: Map<Setting, Measure[]>
  onPick: (setting: Setting) => void
}) {
  const { settings, of } = props
  const t = useT('measures')
  const span = useSpan()
  const phone = usePhone()
  const nameOf = (s: Setting) => say(SETTING_WORDS[s])
  const only = settings.length === 1 ? settings[0] : undefined
  const title = only ? nameOf(only) : props.title
  if (phone && !only)
    return (
      <Card title={title} padding={false}>
        <ul className="measures-short">
          {settings.map((s) => (
            <li key={s}>
              <button type="button" className="vx-text-button" onClick={() => props.onPick(s)}>
                {nameOf(s)}
              </button>
              <small>{of.get(s)!.map(say).join(' · ')}</small>
            </li>
          ))}
        </ul>
      </Card>
    )
  const rows = settings.flatMap((s) => of.get(s)!)
  return (
    <Card title={title} padding={false}>
      <div className="measures-table">
        <DataTable<Measure>
          label={title}
          rows={rows}
          rowKey={(m) => `${m.setting} ${m.code}`}
          maxHeight="none"
          footer={t('count', { n: rows.length, count: rows.length })}
          columns={[
            ...(only
              ? []
              : [
                  {
                    key: 'setting',
                    label: t('kind'),
                    render: (m: Measure) =>
                      of.get(m.setting)![0] === m ? (
                        <b>{nameOf(m.setting)}</b>
                      ) : (
                        <span className="vx-visually-hidden">{nameOf(m.setting)}</span>
                      ),
                  },
                ]),
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
            { key: 'days', label: t('days'), render: (m) => span(m.from, m.until, m.untilConfirmed) },
            { key: 'fine', label: t('fine'), render: (m) => <Fine measure={m} /> },
            {
              key: 'setBy',
              label: t('setBy'),
              render: (m) => m.setBy?.areaName ?? t('everywhere'),
            },
          ]}
        />
      </div>
    </Card>
  )
}
