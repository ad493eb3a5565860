import { useMemo } from 'react'
import { ChainGraph } from '../../../../../web/charts/ChainGraph.tsx'
import { ChainNetwork } from '../../../../../web/charts/ChainNetwork.tsx'
import type { NetworkNode } from '../../../../../web/charts/network-layout.ts'
import { setAddress, useAddress, useArea } from '../../../../../web/kit/api.ts'
import {
  DataTable,
  FilterPills,
  Toolbar,
  useLanguage,
  useNavigateTo,
  useT,
} from '../../../../../web/kit/index.ts'
import type { ChainCase, Chains } from '../../contract.ts'
import { COLOURINGS, type Colouring, colouring } from './colours.ts'
import { caseWords, dateOf, meetingWords, shortCode, wardId, wardName } from './words.ts'

const ARRANGEMENTS = ['tree', 'time', 'place', 'map'] as const
/** Larger chains are no picture without the graphics card. */
const MOST_IN_SVG = 150

interface Props {
  data: Chains
  selected: number | undefined
  onSelect: (node: number | undefined) => void
}

/** The picture of the chains, or the same as a table. */
export function ChainView({ data, selected, onSelect }: Props) {
  const t = useT('chains')
  const language = useLanguage()
  const areas = useArea()?.byId
  const navigate = useNavigateTo()
  const [asked] = useAddress('view')
  const [arranged] = useAddress('arrangement')
  const [coloured] = useAddress('colour')
  const arrangement = ARRANGEMENTS.find((a) => a === arranged) ?? 'tree'
  const kind: Colouring = COLOURINGS.find((c) => c === coloured) ?? 'ward'
  const nodes = useMemo(
    (): NetworkNode[] =>
      data.cases.map((c, n) => ({
        id: String(n),
        label: shortCode(c.code),
        name: caseWords(c, wardName(areas, c.areaId)),
        chain: c.chain,
        generation: c.generation,
        date: dateOf(c),
        place: wardId(areas, c.areaId),
        weight: c.infected,
      })),
    [data.cases, areas],
  )
  const places = useMemo(
    () =>
      [...new Set(nodes.map((n) => n.place))].map((id) => ({
        id,
        name: wardName(areas, id),
        centre: areas?.get(id)?.centre ?? null,
      })),
    [nodes, areas],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language, not with each drawing
  const { colours, keyOf } = useMemo(
    () => colouring(kind, data.cases, areas, t),
    [kind, data.cases, areas, language],
  )
  const colourOf = useMemo(() => (n: NetworkNode) => keyOf(data.cases[Number(n.id)]!), [keyOf, data.cases])
  const open = (n: number) => {
    const { caseId } = data.cases[n]!
    if (caseId) navigate(`/cases/${caseId}`)
  }
  const isTable = asked === 'table'
  const toTable = (
    <button
      type="button"
      className="vx-link-button"
      onClick={() => setAddress({ view: isTable ? undefined : 'table' })}
    >
      {t(isTable ? 'graph' : 'table')}
    </button>
  )
  return (
    <>
      {data.truncated && <p className="vx-muted vx-small">{t('truncated')}</p>}
      {isTable ? (
        <>
          <Toolbar end={toTable} />
          <CaseTable data={data} onSelect={onSelect} />
        </>
      ) : (
        <>
          <div className="vx-chains-looks">
            <FilterPills
              label={t('arrangement')}
              items={ARRANGEMENTS.map((value) => ({ value, label: t(value) }))}
              value={arrangement}
              onChange={(value) => setAddress({ arrangement: value === 'tree' ? undefined : value })}
            />
            <span className="vx-chains-choice">
              <span className="vx-muted vx-small">{t('colour')}</span>
              <FilterPills
                label={t('colour')}
                items={COLOURINGS.map((value) => ({ value, label: t(`colour.${value}`) }))}
                value={kind}
                onChange={(value) => setAddress({ colour: value === 'ward' ? undefined : value })}
              />
            </span>
          </div>
          <ChainNetwork
            title={t('title')}
            nodes={nodes}
            links={data.links}
            places={places}
            arrangement={arrangement}
            colours={colours}
            colourOf={colourOf}
            selected={selected}
            onSelect={onSelect}
            onOpen={open}
            tools={toTable}
            fallback={<Undrawn data={data} selected={selected} onSelect={onSelect} />}
          />
        </>
      )}
    </>
  )
}

/** Without WebGL: one chain as the case page draws it, and the table of all. */
function Undrawn({ data, selected, onSelect }: Props) {
  const t = useT('chains')
  const small = data.chains.find((c) => c.size <= MOST_IN_SVG)
  const chain = selected === undefined ? small?.chain : data.cases[selected]!.chain
  const members = [...data.cases.keys()].filter((n) => data.cases[n]!.chain === chain)
  return (
    <>
      <p className="vx-muted vx-small">{t('no-webgl')}</p>
      {members.length > 0 && members.length <= MOST_IN_SVG && (
        <ChainGraph
          title={t('title')}
          head={(tier) => t('generation.n', { n: tier })}
          nodes={members.map((n) => {
            const c = data.cases[n]!
            return {
              id: String(n),
              label: c.code,
              tier: c.generation,
              status: 'case' as const,
              ...(c.caseId ? { href: `/cases/${c.caseId}` } : {}),
            }
          })}
          edges={data.links
            .filter((l) => data.cases[l.from]!.chain === chain)
            .map((l) => ({
              from: String(l.from),
              to: String(l.to),
              label: meetingWords(t, l) ?? t('link.hidden'),
            }))}
        />
      )}
      <CaseTable data={data} onSelect={onSelect} />
    </>
  )
}

function CaseTable({ data, onSelect }: Pick<Props, 'data' | 'onSelect'>) {
  const t = useT('chains')
  const areas = useArea()?.byId
  const first = new Map(data.chains.map((c) => [c.chain, c.code]))
  const rows = data.cases.map((c, n) => ({ ...c, n, date: dateOf(c) }))
  rows.sort((a, b) => a.chain - b.chain || a.generation - b.generation || a.n - b.n)
  return (
    <DataTable<ChainCase & { n: number; date: string | null }>
      label={t('title')}
      rows={rows}
      rowKey={(c) => String(c.n)}
      maxHeight="560px"
      columns={[
        {
          key: 'code',
          label: t('code'),
          priority: 1,
          render: (c) => (
            <button type="button" className="vx-link-button" onClick={() => onSelect(c.n)}>
              {c.code}
            </button>
          ),
        },
        {
          key: 'chain',
          label: t('list.from'),
          priority: 2,
          render: (c) => shortCode(first.get(c.chain) ?? ''),
        },
        { key: 'generation', label: t('generation'), type: 'number', priority: 1 },
        { key: 'date', label: t('onset'), type: 'date', priority: 1 },
        {
          key: 'areaId',
          label: t('ward'),
          priority: 2,
          render: (c) => [wardName(areas, c.areaId), c.outside && t('outside')].filter(Boolean).join(' · '),
        },
        {
          key: 'detectedIn',
          label: t('detected'),
          priority: 3,
          render: (c) => (c.outside ? '—' : t(`detected.${c.detectedIn ?? 'none'}`)),
        },
        { key: 'infected', label: t('infected'), type: 'number', priority: 2 },
      ]}
    />
  )
}
