import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, say, useRight } from '../../../../web/kit/api.ts'
import {
  Card,
  ContractForm,
  Drawer,
  EmptyState,
  formatDate,
  SkeletonLines,
  StatusPill,
  type Tone,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { type CasePage, surveillanceContract } from '../contract.ts'
import type { CaseFile, Truth } from '../investigation/contract.ts'
import { useFile } from './use-file.ts'

const TONE: Record<Truth, Tone> = { met: 'ok', not_met: 'neutral', unknown: 'due' }

/** The case held against the definition in force: every criterion with why, every level, what it amounts to. */
export function CaseDefinition({ page }: { page: CasePage }) {
  const t = useT('surveillance')
  const { data: file, error } = useFile(page.case.id)
  if (error) return null
  if (!file)
    return (
      <Card title={t('definition')}>
        <SkeletonLines lines={5} />
      </Card>
    )
  const { definition } = file
  if (!definition)
    return (
      <Card title={t('definition')}>
        <EmptyState compact title={t('definition.none')}>
          {t('definition.none.next')}
        </EmptyState>
      </Card>
    )
  const { working, rule } = definition
  const numberOf = (key: string) => working.criteria.findIndex((c) => c.key === key) + 1
  return (
    <Card
      title={t('definition')}
      aside={
        working.proposal ? (
          <StatusPill tone="info">
            {t('definition.proposal', { level: t(`level.${working.proposal}`) })}
          </StatusPill>
        ) : (
          <StatusPill tone="neutral">{t('definition.noProposal')}</StatusPill>
        )
      }
      padding={false}
      footer={
        <>
          {t('definition.basis', { basis: rule.legalBasis, from: formatDate(rule.effectiveFrom) })}
          {!rule.confirmedBy && <> · {t('unconfirmedRule')}</>}
        </>
      }
    >
      <ol className="vx-rows">
        {working.criteria.map((c, i) => (
          <li key={c.key} className="vx-row surv-criterion">
            <span className="surv-number">{i + 1}</span>
            <div className="vx-row-text">
              <div className="vx-row-title">{say(c)}</div>
              <div className="vx-row-detail">
                {[t(`group.${c.group}`), because(c, t)].filter(Boolean).join(' · ')}
              </div>
            </div>
            <StatusPill tone={TONE[c.state]}>{t(`truth.${c.state}`)}</StatusPill>
          </li>
        ))}
      </ol>
      <div className="surv-levels">
        {working.levels.map((l) => (
          <div key={l.classification} data-state={l.state}>
            <b>{t(`classification.${l.classification}`)}</b>
            <span>
              {t('definition.when', {
                ways: l.ways
                  .map((way) => way.map((key) => `(${numberOf(key)})`).join(' + '))
                  .join(` ${t('or')} `),
              })}
            </span>
            <StatusPill tone={TONE[l.state]}>{t(`truth.${l.state}`)}</StatusPill>
          </div>
        ))}
      </div>
      <Decide page={page} file={file} />
    </Card>
  )
}

type Criterion = NonNullable<CaseFile['definition']>['working']['criteria'][number]

/** Why a criterion stands as it does, in a few words. */
function because(c: Criterion, t: (key: string, values?: Record<string, string>) => string): string {
  const found = c.found.map(say).join(', ')
  const lacking = c.lacking.map(say).join(', ')
  if (c.group === 'laboratory') {
    if (c.state === 'met') return t('because.positive', { what: found })
    if (lacking) return t('because.waiting', { what: lacking })
    return c.state === 'unknown' ? t('because.noSample') : t('because.negative')
  }
  if (c.state === 'unknown' && !found) return t('because.notAsked')
  if (lacking) return t('because.lacking', { what: lacking })
  return found ? t('because.found', { what: found }) : t('because.nothing')
}

/** Taking over what the definition proposes: the person who decides sees the reason before it is kept. */
function Decide({ page, file }: { page: CasePage; file: CaseFile }) {
  const t = useT('surveillance')
  const client = useQueryClient()
  const may = useRight('case.classify')
  const [open, setOpen] = useState(false)
  const working = file.definition?.working
  const proposal = working?.proposal
  const c = page.case
  if (!may || !working || !proposal || proposal === c.classification) return null
  const met = working.criteria.filter((x) => x.state === 'met').map(say)
  return (
    <div className="surv-decide">
      <span>{t('definition.differs', { now: t(`level.${c.classification}`) })}</span>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {t('definition.take', { level: t(`level.${proposal}`) })}
      </Button>
      <Drawer opened={open} onClose={() => setOpen(false)} title={t('classify')}>
        <ContractForm
          schema={surveillanceContract.classify['~orpc'].inputSchema!}
          hidden={['id', 'version']}
          labels={(field) => t(field)}
          value={{
            id: c.id,
            version: c.version,
            classification: proposal,
            reason: t('definition.reason', { what: met.join('; ') }).slice(0, 500),
          }}
          submitLabel={t('save')}
          onCancel={() => setOpen(false)}
          onSubmit={async (values) => {
            await call.surveillance.classify({ ...values, id: c.id, version: c.version })
            setOpen(false)
            await client.invalidateQueries()
            toast.done(t('saved'))
          }}
        />
      </Drawer>
    </div>
  )
}
