import { useRight } from '../../../../web/kit/api.ts'
import { Checklist, formatDate, NumberLink, useT } from '../../../../web/kit/index.ts'
import type { CriteriaCheck } from '../contract.ts'
import type { ListName } from './InsideList.tsx'

/** What must hold before a zone is lifted: required, found, and the list behind each. */
export function Criteria({ check, onOpen }: { check: CriteriaCheck; onOpen?: (list: ListName) => void }) {
  const t = useT('zones')
  const mayCases = useRight('case.read')
  return (
    <>
      <Checklist
        items={check.criteria.map((c) => {
          const list: ListName = c.key === 'quiet-days' ? 'cases' : 'untested'
          const opens = onOpen && c.behind > 0 && (list === 'untested' || mayCases)
          return {
            id: c.key,
            state: c.met ? 'done' : 'todo',
            title: t(`criterion.${c.key}`, {
              n: c.key === 'quiet-days' ? c.required : check.rule.negativeWithinDays,
            }),
            detail: t(`criterion.${c.key}.found`, {
              found: c.found,
              required: c.required,
              since: formatDate(c.since),
            }),
            pill: { tone: c.met ? 'ok' : 'due', label: t(c.met ? 'criteria.met' : 'criteria.unmet') },
            action:
              c.behind > 0 ? (
                <NumberLink
                  value={t(`criterion.${list}`, { n: c.behind, count: c.behind })}
                  {...(opens ? { onOpen: () => onOpen(list) } : {})}
                />
              ) : undefined,
          }
        })}
      />
      <p className="vx-row-detail" style={{ margin: '8px 16px 12px' }}>
        {check.leftOut > 0 && `${t('criteria.leftOut', { n: check.leftOut })} `}
        {check.rule.legalBasis}
      </p>
    </>
  )
}
