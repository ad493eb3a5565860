import { Checklist, formatDateTime, useT } from '../../../../web/kit/index.ts'
import type { ReleaseCheck } from '../contract.ts'
import { RuleText } from './parts.tsx'

/** What the rule in force asks before somebody may leave, and what of it is there. */
export function ReleaseConditions({ check }: { check: ReleaseCheck }) {
  const t = useT('quarantine')
  return (
    <Checklist
      items={[
        {
          id: 'tests',
          state: check.missing.includes('release-tests-missing') ? 'todo' : 'done',
          title: t('release.tests', { have: check.negatives, need: check.requiredNegatives }),
          detail: <RuleText rule={check.rule} />,
        },
        {
          id: 'time',
          state: check.missing.includes('release-too-early') ? 'todo' : 'done',
          title: t('release.time', { at: formatDateTime(check.earliest) }),
        },
      ]}
    />
  )
}
