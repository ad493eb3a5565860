import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, areaName, setAddress, useAddress, useArea } from '../../../../../web/kit/api.ts'
import {
  Card,
  Columns,
  EmptyState,
  ErrorState,
  formatNumber,
  Page,
  SkeletonLines,
  Stack,
  useT,
} from '../../../../../web/kit/index.ts'
import type { Chains } from '../../contract.ts'
import { CasePanel } from './CasePanel.tsx'
import { ChainFilters } from './ChainFilters.tsx'
import { ChainList } from './ChainList.tsx'
import { ChainView } from './ChainView.tsx'
import { ParametersCard } from './ParametersCard.tsx'
import './chains.css'
import './messages.ts'

/** Who infected whom in an area: the picture of the chains, the list of them, and what they tell of the outbreak. */
export function ChainsPage() {
  const t = useT('chains')
  const area = useArea()
  const [disease] = useAddress('disease')
  const [from] = useAddress('from')
  const [to] = useAddress('to')
  const [least] = useAddress('least')
  const [active] = useAddress('active')
  const minSize = Number(least) >= 1 ? Number(least) : 2
  const query = useQuery({
    ...api.tracing.chains.queryOptions({
      input: {
        ...(area ? { areaId: area.areaId } : {}),
        ...(disease ? { disease } : {}),
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
        ...(active === 'yes' || active === 'no' ? { active } : {}),
        minSize,
      },
    }),
    enabled: area !== undefined,
  })
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data || !area) return <SkeletonLines lines={10} />
  const isFiltered = Boolean(disease || from || to || active) || minSize > 2
  return (
    <Page title={t('title')} subtitle={`${areaName(area.byId, area.areaId)} · ${t('lead')}`}>
      <Stack>
        <ChainFilters data={query.data} minSize={minSize} />
        <Body data={query.data} isFiltered={isFiltered} />
      </Stack>
    </Page>
  )
}

function Body({ data, isFiltered }: { data: Chains; isFiltered: boolean }) {
  const t = useT('chains')
  const [chosen] = useAddress('case')
  // By code, because a case outside the viewer's areas has no other name here.
  const selected = useMemo(() => {
    const at = data.cases.findIndex((c) => c.code === chosen || c.caseId === chosen)
    return at < 0 ? undefined : at
  }, [data.cases, chosen])
  const select = (node: number | undefined) =>
    setAddress({ case: node === undefined ? undefined : data.cases[node]!.code })
  const notes = [
    t('counts', { cases: formatNumber(data.cases.length), chains: formatNumber(data.chains.length) }),
    data.leftOut > 0 && t('leftOut', { n: formatNumber(data.leftOut) }),
  ].filter(Boolean)
  return (
    <>
      <Columns
        main={
          <Card title={t('network')} aside={notes.join(' · ')}>
            {data.cases.length === 0 ? (
              <EmptyState title={t('empty')}>{t(isFiltered ? 'empty.filtered' : 'empty.next')}</EmptyState>
            ) : (
              <ChainView data={data} selected={selected} onSelect={select} />
            )}
          </Card>
        }
        side={
          <>
            <CasePanel data={data} selected={selected} isMissing={Boolean(chosen)} onSelect={select} />
            <ChainList data={data} onSelect={select} />
          </>
        }
      />
      {data.parameters && data.cases.length > 0 && <ParametersCard parameters={data.parameters} />}
    </>
  )
}
